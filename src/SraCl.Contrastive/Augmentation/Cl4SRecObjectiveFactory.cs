using Microsoft.Extensions.Options;
using SraCl.Modeling;
using SraCl.Objectives;
using SraCl.Splits;

namespace SraCl.Contrastive.Augmentation;

/// <summary>Makes <see cref="Cl4SRecObjective"/>s.</summary>
/// <remarks>Safe for concurrent use.</remarks>
/// <param name="options">The configuration.</param>
public sealed class Cl4SRecObjectiveFactory(IOptions<Cl4SRecOptions> options) : IObjectiveFactory
{
    /// <inheritdoc/>
    public WeightedObjective Create(TrainingSplit train, ISequenceBackbone backbone) => new(new Cl4SRecObjective(backbone, options.Value), options.Value.Weight);
}
