using System.Text;
using SraCl.Files;

namespace SraCl.Training.Data;

/// <summary>Tells the format of a file from its extension and first lines; rather fails than guesses.</summary>
internal static class FormatDetector
{
    private const int Lines = 50;

    /// <summary>Tells the format.</summary>
    /// <param name="path">The file's path, for its extension and for messages.</param>
    /// <param name="head">The beginning of its text.</param>
    /// <returns>A format other than <see cref="InteractionFormat.Auto"/>.</returns>
    /// <exception cref="DataFormatException">The format is not clear.</exception>
    public static InteractionFormat Detect(string path, ReadOnlySpan<byte> head)
    {
        string name = Path.GetExtension(path).Equals(".gz", StringComparison.OrdinalIgnoreCase) ? Path.GetFileNameWithoutExtension(path) : path;
        string[] lines = FirstLines(head);
        if (lines.Length == 0)
        {
            throw new DataFormatException($"'{path}' has only blank lines. Expected a text file with interactions.");
        }

        if (lines[0].StartsWith('{'))
        {
            return Json(path, lines[0]);
        }

        return Path.GetExtension(name).ToUpperInvariant() switch
        {
            ".INTER" => InteractionFormat.Recbole,
            ".CSV" => InteractionFormat.Csv,
            ".TSV" => InteractionFormat.Tsv,
            ".JSON" or ".JSONL" => throw Unclear(path, $"its name says JSON, but its first line is '{Excerpt.Of(lines[0])}', not one object"),
            _ => Text(path, lines),
        };
    }

    private static string[] FirstLines(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("\uFEFF"u8))
        {
            head = head[3..];
        }

        string[] lines = Encoding.UTF8.GetString(head).Split('\n');

        // The last line of a longer file is cut somewhere.
        return lines.Take(Math.Max(1, lines.Length - 1)).Concat(lines.Length > 1 && lines.Length <= Lines ? [lines[^1]] : [])
            .Select(line => line.Trim()).Where(line => line.Length > 0).Take(Lines).ToArray();
    }

    private static InteractionFormat Json(string path, string line) =>
        line.Contains("\"business_id\"", StringComparison.Ordinal) ? InteractionFormat.YelpReviews
        : line.Contains("asin\"", StringComparison.Ordinal) ? InteractionFormat.AmazonReviews
        : throw Unclear(path, $"its JSON objects have neither 'business_id' nor 'asin'; read them with a {nameof(JsonLinesReader)} that names the fields");

    private static InteractionFormat Text(string path, string[] lines)
    {
        if (lines[0].Contains(":token", StringComparison.Ordinal))
        {
            return InteractionFormat.Recbole;
        }

        int[] parts = lines.Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length).ToArray();
        if (Array.TrueForAll(parts, count => count == 2))
        {
            return InteractionFormat.UserItem;
        }

        if (Array.Exists(parts, count => count < 2))
        {
            throw Unclear(path, $"its line '{Excerpt.Of(lines[Array.FindIndex(parts, count => count < 2)])}' is not two or more ids separated by spaces or tabs");
        }

        // Three or four columns throughout are a table (user, item, rating, time) more often than sequences of equal length.
        return parts.Distinct().Count() > 1 || parts[0] > 4
            ? InteractionFormat.UserSequence
            : throw Unclear(path, $"each of its lines has {parts[0]} parts, which may be a table or one user a line; a table without header line wants a {nameof(DelimitedReader)} with {nameof(DelimitedOptions)}.{nameof(DelimitedOptions.Header)}");
    }

    private static DataFormatException Unclear(string path, string why) =>
        new($"Cannot tell the format of '{path}': {why}. Name it: {string.Join(", ", Enum.GetValues<InteractionFormat>().Where(format => format != InteractionFormat.Auto))}.");
}
