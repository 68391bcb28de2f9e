using System.Globalization;
using SraCl.Semantic.Numerics;

namespace SraCl.Semantic.Embeddings;

/// <summary>The TF-IDF matrix of texts: one row a text, one column a word.</summary>
/// <remarks>
/// A word weighs (1 + ln(1 + ln tf)) · (1 + ln((1 + n) / (1 + df))), tf being its count in the text and df the number of the n texts that have it; rows
/// are scaled to length 1. The counts are damped twice (Singhal et al., AT&amp;T at TREC-7) since a brand or a category that a title repeats is not twice as telling.
/// </remarks>
internal static class TermMatrix
{
    /// <summary>Builds the matrix.</summary>
    public static SparseMatrix Create(IReadOnlyList<string> texts, int maxWords, CancellationToken cancellationToken)
    {
        int[] offsets = Words(texts, out int[] words, cancellationToken);
        int[] frequencies = Frequencies(offsets, words);
        int[] columns = Columns(frequencies, maxWords);
        var rowOffsets = new int[texts.Count + 1];
        var entryColumns = new List<int>();
        var entryValues = new List<float>();
        for (int text = 0; text < texts.Count; text++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Span<int> own = words.AsSpan(offsets[text]..offsets[text + 1]);
            own.Sort();
            while (!own.IsEmpty)
            {
                int word = own[0];
                int repeated = own.IndexOfAnyExcept(word);
                int count = repeated < 0 ? own.Length : repeated;
                if (columns[word] >= 0)
                {
                    entryColumns.Add(columns[word]);
                    entryValues.Add(Weight(count, frequencies[word], texts.Count));
                }

                own = own[count..];
            }

            rowOffsets[text + 1] = entryColumns.Count;
        }

        var matrix = new SparseMatrix(columns.Count(column => column >= 0), rowOffsets, [.. entryColumns], [.. entryValues]);
        matrix.NormalizeRows();
        return matrix;
    }

    private static float Weight(int count, int frequency, int texts) =>
        (float)((1 + Math.Log(1 + Math.Log(count))) * (1 + Math.Log((1.0 + texts) / (1 + frequency))));

    /// <summary>Numbers the words of all texts in the order in which they first occur; text i owns those at <c>offsets[i]..offsets[i + 1]</c>.</summary>
    private static int[] Words(IReadOnlyList<string> texts, out int[] words, CancellationToken cancellationToken)
    {
        var offsets = new int[texts.Count + 1];
        var all = new List<int>();
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var lookup = numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        for (int text = 0; text < texts.Count; text++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<char> rest = texts[text].ToLowerInvariant();
            while (NextWord(ref rest) is { IsEmpty: false } word)
            {
                if (!lookup.TryGetValue(Singular(word), out int number))
                {
                    number = numbers.Count;
                    lookup[Singular(word)] = number;
                }

                all.Add(number);
            }

            offsets[text + 1] = all.Count;
        }

        words = [.. all];
        return offsets;
    }

    /// <summary>Cuts the next run of letters, marks and digits off a text; empty at its end.</summary>
    private static ReadOnlySpan<char> NextWord(ref ReadOnlySpan<char> rest)
    {
        int start = 0;
        while (start < rest.Length && !IsWord(rest[start]))
        {
            start++;
        }

        int end = start;
        while (end < rest.Length && IsWord(rest[end]))
        {
            end++;
        }

        ReadOnlySpan<char> word = rest[start..end];
        rest = rest[end..];
        return word;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c)
        || (c > '\x7F' && char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.Surrogate);

    /// <summary>Folds an English plural into its singular, roughly: both become the same word.</summary>
    private static ReadOnlySpan<char> Singular(ReadOnlySpan<char> word) => word.Length > 3 && word[^1] == 's' && word[^2] != 's' ? word[..^1] : word;

    /// <summary>Counts the texts of each word.</summary>
    private static int[] Frequencies(int[] offsets, int[] words)
    {
        int count = words.Length == 0 ? 0 : words.Max() + 1;
        var frequencies = new int[count];
        var lastText = new int[count];
        for (int text = 1; text < offsets.Length; text++)
        {
            foreach (int word in words.AsSpan(offsets[text - 1]..offsets[text]))
            {
                frequencies[word] += lastText[word] == text ? 0 : 1;
                lastText[word] = text;
            }
        }

        return frequencies;
    }

    /// <summary>Chooses the words that get a column, most frequent first where there are too many; -1 for the others.</summary>
    private static int[] Columns(int[] frequencies, int maxWords)
    {
        int[] kept = Enumerable.Range(0, frequencies.Length)
            .OrderByDescending(word => frequencies[word])
            .Take(maxWords)
            .Order()
            .ToArray();
        var columns = new int[frequencies.Length];
        Array.Fill(columns, -1);
        for (int column = 0; column < kept.Length; column++)
        {
            columns[kept[column]] = column;
        }

        return columns;
    }
}
