using SraCl.Modeling;
using SraCl.Objectives;
using SraCl.Splits;

namespace SraCl.Backbones.Objectives;

/// <summary>Makes <see cref="NextItemCrossEntropy"/> with weight 1.</summary>
/// <remarks>Stateless, hence safe for concurrent use.</remarks>
public sealed class NextItemCrossEntropyFactory : IObjectiveFactory
{
    /// <inheritdoc/>
    public WeightedObjective Create(TrainingSplit train, ISequenceBackbone backbone) => new(new NextItemCrossEntropy());
}
