namespace RecommendApi.Answers;

/// <summary>Items, best first.</summary>
/// <param name="Items">The items.</param>
/// <param name="Unknown">Ids of the request that the model does not know and that were left out; null for none.</param>
internal sealed record ItemsAnswer(IReadOnlyList<ItemAnswer> Items, IReadOnlyList<string>? Unknown = null);
