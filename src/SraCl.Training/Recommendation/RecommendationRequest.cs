namespace SraCl.Training.Recommendation;

/// <summary>One user's part of a batch: what <see cref="IRecommender.Recommend"/> takes.</summary>
/// <param name="History">The external ids of the user's items, oldest first, at least one.</param>
/// <param name="Count">The largest number of items wanted, from 1 to the size of the catalogue.</param>
/// <param name="Options">What may be recommended; null for the defaults.</param>
/// <remarks>Immutable as long as the collections given stay unchanged, hence safe for concurrent use.</remarks>
public sealed record RecommendationRequest(IReadOnlyList<string> History, int Count, RecommendationOptions? Options = null);
