using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Prompts;

/// <summary>Estimates how many tokens a model would count, where no tokenizer is at hand: a token every four characters, rounded up.</summary>
/// <remarks>
/// A rule of thumb for English text, good enough to cut prompts and to say beforehand what a run may cost; scripts without letters take more tokens. Never what a
/// provider bills. Safe for concurrent use.
/// </remarks>
public static class TokenEstimate
{
    /// <summary>The characters that are counted as a token.</summary>
    public const int CharactersPerToken = 4;

    /// <summary>Estimates the tokens of a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The estimate; 0 for an empty text.</returns>
    public static long Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Of(text.Length);
    }

    /// <summary>Estimates the tokens of a prompt, system and user message together.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <returns>The estimate.</returns>
    public static long Of(SummaryPrompt prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return Of((long)prompt.System.Length + prompt.User.Length);
    }

    private static long Of(long characters) => (characters + CharactersPerToken - 1) / CharactersPerToken;
}
