using Microsoft.Extensions.Options;
using SraCl.Modeling;
using SraCl.Objectives;
using SraCl.Splits;

namespace SraCl.Contrastive.SameTarget;

/// <summary>Makes <see cref="DuoRecObjective"/>s.</summary>
/// <remarks>Safe for concurrent use.</remarks>
/// <param name="options">The configuration.</param>
public sealed class DuoRecObjectiveFactory(IOptions<DuoRecOptions> options) : IObjectiveFactory
{
    /// <inheritdoc/>
    public WeightedObjective Create(TrainingSplit train, ISequenceBackbone backbone) => new(new DuoRecObjective(train, options.Value), options.Value.Weight);
}
