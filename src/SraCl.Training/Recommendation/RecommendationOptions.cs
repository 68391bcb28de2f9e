using SraCl.Training.Evaluation;

namespace SraCl.Training.Recommendation;

/// <summary>What may be recommended.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed record RecommendationOptions
{
    internal static readonly RecommendationOptions Default = new();

    /// <summary>Gets whether items of the history may be recommended again.</summary>
    /// <value>The default is <see cref="SeenItems.Mask"/>: only new items. Note that evaluation keeps them by default, as the SRA-CL paper does.</value>
    public SeenItems SeenItems { get; init; } = SeenItems.Mask;

    /// <summary>Gets what to do with items of the history that the model does not know.</summary>
    /// <value>The default is <see cref="UnknownItems.Throw"/>.</value>
    public UnknownItems UnknownItems { get; init; } = UnknownItems.Throw;
}
