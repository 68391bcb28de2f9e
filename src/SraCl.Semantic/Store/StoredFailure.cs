namespace SraCl.Semantic.Store;

/// <summary>A prompt that got no usable answer so far.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
/// <param name="Key">The prompt's key.</param>
/// <param name="Reason">Why the last attempt failed.</param>
/// <param name="Count">How often it failed.</param>
/// <param name="Time">When it last failed.</param>
public sealed record StoredFailure(ContentKey Key, string Reason, int Count, DateTimeOffset Time);
