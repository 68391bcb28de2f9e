namespace SraCl.Training.Recommendation;

/// <summary>A recommended item.</summary>
/// <param name="ItemId">The external id.</param>
/// <param name="Score">The model's score; higher is better. Scores of one call are comparable with each other, not with those of other calls.</param>
public readonly record struct RecommendedItem(string ItemId, float Score);
