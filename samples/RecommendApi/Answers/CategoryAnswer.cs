namespace RecommendApi.Answers;

/// <summary>A category.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Items">The number of its items.</param>
internal sealed record CategoryAnswer(string Name, int Items);
