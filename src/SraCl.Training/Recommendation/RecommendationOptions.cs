using SraCl.Training.Evaluation;

namespace SraCl.Training.Recommendation;

/// <summary>What may be recommended.</summary>
/// <remarks>Immutable as long as the collection given stays unchanged, hence safe for concurrent use.</remarks>
public sealed record RecommendationOptions
{
    internal static readonly RecommendationOptions Default = new();

    /// <summary>Gets whether items of the history may be recommended again.</summary>
    /// <value>The default is <see cref="SeenItems.Mask"/>: only new items. Note that evaluation keeps them by default, as the SRA-CL paper does.</value>
    public SeenItems SeenItems { get; init; } = SeenItems.Mask;

    /// <summary>Gets what to do with items of the history that the model does not know.</summary>
    /// <value>The default is <see cref="UnknownItems.Throw"/>.</value>
    public UnknownItems UnknownItems { get; init; } = UnknownItems.Throw;

    /// <summary>Gets which items may be recommended, such as those in stock; made over the recommender's <see cref="IRecommender.Items"/>. Null for all.</summary>
    /// <value>The default is null.</value>
    public ItemFilter? Filter { get; init; }

    /// <summary>
    /// Gets further items that may not be recommended in this call, by external id. Ids that the model does not know have no effect: it cannot recommend them anyway.
    /// </summary>
    /// <value>The default is none.</value>
    public IReadOnlyCollection<string> ExcludedItems { get; init; } = [];
}
