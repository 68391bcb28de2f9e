namespace SraCl.Training.Recommendation;

/// <summary>A recommended item.</summary>
/// <param name="ItemId">The external id.</param>
/// <param name="Score">The model's score, or a cosine (<see cref="IRecommender.Similar"/>); higher is better. Scores of one answer are comparable with each other, the model's not with those of other answers.</param>
public readonly record struct RecommendedItem(string ItemId, float Score);
