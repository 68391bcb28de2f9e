namespace SraCl.Training.Recommendation;

/// <summary>
/// Options without values, whose validation at the start of a host makes the recommender: a missing or damaged model ends the start, not the first request.
/// </summary>
internal sealed class RecommenderStart;
