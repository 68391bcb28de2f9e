using System.Text;
using SraCl.Files;

namespace SraCl.Semantic.Catalog;

/// <summary>Tells the format of a catalog from its beginning; rather fails than guesses.</summary>
internal static class CatalogDetector
{
    /// <summary>Tells the format.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="head">The beginning of its text.</param>
    /// <exception cref="DataFormatException">The format is not clear.</exception>
    public static CatalogFormat Detect(string path, ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<char> text = Encoding.UTF8.GetString(head.StartsWith("\uFEFF"u8) ? head[3..] : head).AsSpan().TrimStart();
        if (text.IsEmpty)
        {
            throw new DataFormatException($"'{path}' has only blank lines. Expected a text file with item texts.");
        }

        int end = text.IndexOfAny('\r', '\n');
        ReadOnlySpan<char> line = end < 0 ? text : text[..end];

        // A list of objects is told by the reader of lines, with the number of the line.
        return line[0] is '{' ? Lines(path, line)
            : line[0] is '[' ? CatalogFormat.JsonLines
            : line.Contains('\t') ? CatalogFormat.Tsv
            : line.Contains(',') ? CatalogFormat.Csv
            : throw Unclear(path, $"its first line '{Excerpt.Of(line)}' is neither a JSON object nor a header with commas or tabs between the names of columns");
    }

    private static CatalogFormat Lines(string path, ReadOnlySpan<char> line)
    {
        // Amazon's reviews of 2023 have the fields that tell items: user_id, and what only an event has, tell them apart.
        bool isReview = Has(line, "review_id") || Has(line, "reviewerID")
            || (Has(line, "user_id") && (Has(line, "rating") || Has(line, "verified_purchase") || Has(line, "timestamp")));
        if (isReview)
        {
            throw Unclear(path, "its lines are reviews, which say what was bought but not what it is; the texts of items are in another file, such as Amazon's meta_*.json.gz or Yelp's business.json");
        }

        // Published copies number the items anew and keep Amazon's ids beside.
        return Has(line, "item_id") ? CatalogFormat.JsonLines
            : Has(line, "business_id") ? CatalogFormat.Yelp
            : Has(line, "asin") || Has(line, "parent_asin") ? CatalogFormat.Amazon
            : CatalogFormat.JsonLines;
    }

    /// <summary>Tells whether a line, which may be cut off, has a field; a quotation mark inside a text has a backslash before it, or is of the other kind.</summary>
    private static bool Has(ReadOnlySpan<char> line, string field)
    {
        for (int start = line.IndexOf(field); start >= 0; start = Next(line, start + 1, field))
        {
            int end = start + field.Length;
            if (start > 0 && end < line.Length && line[start - 1] is '"' or '\'' && line[end] == line[start - 1] && line[(end + 1)..].TrimStart().StartsWith(":"))
            {
                return true;
            }
        }

        return false;
    }

    private static int Next(ReadOnlySpan<char> line, int start, string field)
    {
        int next = line[start..].IndexOf(field);
        return next < 0 ? next : start + next;
    }

    private static DataFormatException Unclear(string path, string why) => new(
        $"Cannot tell the format of '{path}': {why}. Name it: {string.Join(", ", Enum.GetValues<CatalogFormat>().Where(format => format != CatalogFormat.Auto))}.");
}
