namespace SraCl.Files;

/// <summary>Shortens what a file holds so that a message stays readable.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public static class Excerpt
{
    /// <summary>Gives the beginning of a text on one line.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxLength">The number of characters shown, at least 0; 60 by default.</param>
    /// <returns>The text or its beginning, control characters shown as spaces.</returns>
    public static string Of(ReadOnlySpan<char> text, int maxLength = 60)
    {
        bool whole = text.Length <= maxLength;
        string shown = string.Create(whole ? text.Length : maxLength, text, static (target, source) =>
        {
            for (int i = 0; i < target.Length; i++)
            {
                target[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }
        });
        return whole ? shown : shown + "...";
    }
}
