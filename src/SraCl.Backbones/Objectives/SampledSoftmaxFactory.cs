using Microsoft.Extensions.Options;
using SraCl.Modeling;
using SraCl.Objectives;
using SraCl.Splits;

namespace SraCl.Backbones.Objectives;

/// <summary>Makes <see cref="SampledSoftmax"/> objectives with weight 1.</summary>
/// <remarks>Safe for concurrent use.</remarks>
/// <param name="options">The configuration.</param>
public sealed class SampledSoftmaxFactory(IOptions<SampledSoftmaxOptions> options) : IObjectiveFactory
{
    /// <inheritdoc/>
    public WeightedObjective Create(TrainingSplit train, ISequenceBackbone backbone) => new(new SampledSoftmax(train, options.Value));
}
