namespace SraCl.Semantic.Roberta;

/// <summary>Byte-pair encoding of one word: the pair of neighbors with the lowest rank is merged, the first of equal ones first, until no pair is in the table.</summary>
/// <remarks>
/// Neighbors are a linked list, and the pairs wait in a heap, so that a word of n bytes takes O(n log n), not O(n²). Immutable, hence safe for concurrent use.
/// </remarks>
internal sealed class BytePairs
{
    private const int None = -1;

    private readonly int[] _bytes;
    private readonly Dictionary<(int Left, int Right), (int Rank, int Merged)> _merges;

    /// <summary>Creates the encoding.</summary>
    /// <param name="bytes">The token of each of the 256 bytes.</param>
    /// <param name="merges">What each pair of tokens becomes, and its rank, at least 0.</param>
    public BytePairs(int[] bytes, Dictionary<(int Left, int Right), (int Rank, int Merged)> merges)
    {
        _bytes = bytes;
        _merges = merges;
    }

    /// <summary>Encodes a word.</summary>
    /// <param name="word">The word in UTF-8.</param>
    /// <returns>Its tokens.</returns>
    public int[] Encode(ReadOnlySpan<byte> word)
    {
        int length = word.Length;
        var tokens = new int[length];
        var next = new int[length];
        var previous = new int[length];
        for (int i = 0; i < length; i++)
        {
            tokens[i] = _bytes[word[i]];
            next[i] = i + 1 < length ? i + 1 : None;
            previous[i] = i - 1;
        }

        var waiting = new PriorityQueue<int, long>();
        for (int i = 0; i + 1 < length; i++)
        {
            Offer(i);
        }

        int left = length;
        while (waiting.TryDequeue(out int place, out long priority))
        {
            int right = next[place];

            // Merges nearby may have changed or taken the pair since it was offered; a rank belongs to one pair only.
            if (right == None || !_merges.TryGetValue((tokens[place], tokens[right]), out (int Rank, int Merged) merge) || merge.Rank != priority >> 32)
            {
                continue;
            }

            tokens[place] = merge.Merged;
            next[place] = next[right];
            next[right] = None;
            left--;
            if (next[place] != None)
            {
                previous[next[place]] = place;
                Offer(place);
            }

            if (previous[place] != None)
            {
                Offer(previous[place]);
            }
        }

        var result = new int[left];
        for (int place = 0, i = 0; i < left; place = next[place], i++)
        {
            result[i] = tokens[place];
        }

        return result;

        void Offer(int place)
        {
            if (_merges.TryGetValue((tokens[place], tokens[next[place]]), out (int Rank, int Merged) merge))
            {
                waiting.Enqueue(place, ((long)merge.Rank << 32) | (uint)place);
            }
        }
    }
}
