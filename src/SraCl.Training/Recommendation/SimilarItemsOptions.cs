namespace SraCl.Training.Recommendation;

/// <summary>Which items may be named as similar.</summary>
/// <remarks>Immutable as long as the collection given stays unchanged, hence safe for concurrent use.</remarks>
public sealed record SimilarItemsOptions
{
    internal static readonly SimilarItemsOptions Default = new();

    /// <summary>Gets which items may be named, such as those in stock; made over the recommender's <see cref="IRecommender.Items"/>. Null for all.</summary>
    /// <value>The default is null.</value>
    public ItemFilter? Filter { get; init; }

    /// <summary>Gets further items that may not be named, by external id. Ids that the model does not know have no effect.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyCollection<string> ExcludedItems { get; init; } = [];
}
