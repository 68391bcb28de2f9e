using System.Net;
using System.Text;

namespace SraCl.Semantic.Catalog;

/// <summary>Cleans the texts of catalogs, which come from web pages.</summary>
internal static class CatalogText
{
    /// <summary>Decodes HTML entities and makes every run of white space and control characters one space; null when nothing is left.</summary>
    public static string? Clean(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        string decoded = WebUtility.HtmlDecode(text);
        var clean = new StringBuilder(decoded.Length);
        foreach (char c in decoded)
        {
            if (!char.IsWhiteSpace(c) && !char.IsControl(c))
            {
                clean.Append(c);
            }
            else if (clean.Length > 0 && clean[^1] != ' ')
            {
                clean.Append(' ');
            }
        }

        string result = clean.ToString().TrimEnd(' ');
        return result.Length == 0 ? null : result;
    }
}
