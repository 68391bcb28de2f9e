namespace SraCl.Semantic.Summaries;

/// <summary>Cuts texts to a number of words.</summary>
internal static class WordLimit
{
    /// <summary>Makes white space single spaces and keeps the sentences that fit whole; where not even the first fits, the words that fit.</summary>
    public static SummaryText Apply(string text, int maxWords)
    {
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length <= maxWords)
        {
            return new SummaryText(string.Join(' ', words), IsCut: false);
        }

        int kept = Array.FindLastIndex(words, maxWords - 1, EndsSentence) + 1;
        return new SummaryText(string.Join(' ', words.AsSpan(0, kept > 0 ? kept : maxWords)), IsCut: true);
    }

    private static bool EndsSentence(string word) => word.TrimEnd('"', '\'', ')', ']', '”', '’') is [.., '.' or '!' or '?' or '。' or '！' or '？'];
}
