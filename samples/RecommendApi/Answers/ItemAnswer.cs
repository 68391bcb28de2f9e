namespace RecommendApi.Answers;

/// <summary>An item of an answer.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Score">The score; null where nothing was scored.</param>
/// <param name="Title">The title; null when none is known.</param>
/// <param name="Category">The narrowest category; null when none is known.</param>
internal sealed record ItemAnswer(string Id, float? Score, string? Title, string? Category);
