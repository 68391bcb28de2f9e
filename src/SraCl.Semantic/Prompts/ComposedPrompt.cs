using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Prompts;

/// <summary>A prompt, what it is about, what it was made of, and what had to be left out.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
/// <param name="Subject">What the prompt is about: <c>item:12</c>, or <c>sequence:3:7</c> for the first seven events of user 3.</param>
/// <param name="Prompt">The prompt.</param>
/// <param name="Sources">The events whose items it shows, and no others.</param>
public sealed record ComposedPrompt(string Subject, SummaryPrompt Prompt, IReadOnlyList<PromptSource> Sources)
{
    /// <summary>Gets the number of the sequence's oldest items that are missing because the token budget was reached.</summary>
    public int DroppedItems { get; init; }

    /// <summary>Gets the number of an item's histories that are missing because the token budget was reached.</summary>
    public int DroppedHistories { get; init; }

    /// <summary>Gets the number of characters cut off the end of an item's description, by its limit or by the token budget.</summary>
    public int CutCharacters { get; init; }

    /// <summary>Gets whether anything was left out.</summary>
    public bool IsCut => DroppedItems > 0 || DroppedHistories > 0 || CutCharacters > 0;
}
