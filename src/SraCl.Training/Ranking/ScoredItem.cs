namespace SraCl.Training.Ranking;

/// <summary>An item and its score.</summary>
/// <param name="Item">The dense id.</param>
/// <param name="Score">The score.</param>
internal readonly record struct ScoredItem(int Item, float Score);
