using System.Net;
using System.Text;

namespace SraCl.Semantic.Catalog;

/// <summary>Cleans the texts of catalogs, which come from web pages.</summary>
internal static class CatalogText
{
    /// <summary>No tag of a description is longer; what is, is a text with a sign for "less".</summary>
    private const int MaxTagLength = 2_000;

    /// <summary>Decodes HTML entities and makes every run of white space and control characters one space; null when nothing is left.</summary>
    /// <param name="text">The text.</param>
    /// <param name="withoutTags">Whether HTML tags count as white space.</param>
    public static string? Clean(string? text, bool withoutTags = false)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        string decoded = WebUtility.HtmlDecode(text);
        var clean = new StringBuilder(decoded.Length);
        for (int i = 0; i < decoded.Length; i++)
        {
            char c = decoded[i];
            int tag = withoutTags && c == '<' ? TagLength(decoded.AsSpan(i)) : 0;
            if (tag == 0 && !char.IsWhiteSpace(c) && !char.IsControl(c))
            {
                clean.Append(c);
            }
            else if (clean.Length > 0 && clean[^1] != ' ')
            {
                clean.Append(' ');
            }

            i += Math.Max(0, tag - 1);
        }

        string result = clean.ToString().TrimEnd(' ');
        return result.Length == 0 ? null : result;
    }

    /// <summary>Gives the length of the tag that a text begins with; 0 when it is none.</summary>
    private static int TagLength(ReadOnlySpan<char> text)
    {
        if (text.Length < 3 || !(char.IsAsciiLetter(text[1]) || (text[1] is '/' && char.IsAsciiLetter(text[2])) || text[1] is '!'))
        {
            return 0;
        }

        ReadOnlySpan<char> rest = text[1..Math.Min(text.Length, MaxTagLength)];
        int end = rest.IndexOfAny('<', '>');
        return end >= 0 && rest[end] == '>' ? end + 2 : 0;
    }
}
