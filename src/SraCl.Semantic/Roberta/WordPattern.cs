using System.Text;

namespace SraCl.Semantic.Roberta;

/// <summary>Cuts a text into the words that byte pairs are merged in.</summary>
/// <remarks>
/// The pattern is that of GPT-2's and RoBERTa's tokenizers:
/// <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>.
/// It is written out, because .NET's classes look at UTF-16 units, and a letter or number outside the basic plane is two of them.
/// </remarks>
internal static class WordPattern
{
    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private enum Kind
    {
        WhiteSpace,
        Letter,
        Number,
        Other,
    }

    /// <summary>Finds the length of the word at the beginning of a text.</summary>
    /// <param name="text">The text, not empty.</param>
    /// <returns>The number of UTF-16 units, at least 1.</returns>
    public static int FirstLength(ReadOnlySpan<char> text)
    {
        if (text[0] == '\'')
        {
            foreach (string contraction in Contractions)
            {
                if (text.StartsWith(contraction, StringComparison.Ordinal))
                {
                    return contraction.Length;
                }
            }
        }

        // One space, U+0020 alone, belongs to the word behind it.
        int start = text.Length > 1 && text[0] == ' ' && KindOf(text[1..], out _) != Kind.WhiteSpace ? 1 : 0;
        Kind kind = KindOf(text[start..], out _);
        int end = start;
        while (end < text.Length && KindOf(text[end..], out int length) == kind)
        {
            end += length;
        }

        // \s+(?!\S): white space before a word leaves its last character, which is one unit, to the next match.
        return kind == Kind.WhiteSpace && end < text.Length && end > 1 ? end - 1 : end;
    }

    private static Kind KindOf(ReadOnlySpan<char> text, out int length)
    {
        // Half of a surrogate pair is read as U+FFFD, as the conversion to UTF-8 reads it.
        _ = Rune.DecodeFromUtf16(text, out Rune rune, out length);
        return Rune.IsLetter(rune) ? Kind.Letter
            : Rune.IsNumber(rune) ? Kind.Number
            : Rune.IsWhiteSpace(rune) ? Kind.WhiteSpace
            : Kind.Other;
    }
}
