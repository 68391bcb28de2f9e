namespace RecommendApi.Answers;

/// <summary>How the server is.</summary>
/// <param name="Status">ready, or stopping.</param>
/// <param name="Items">The number of items of the model.</param>
/// <param name="Titles">The number of items whose title is known.</param>
internal sealed record HealthAnswer(string Status, int Items, int Titles);
