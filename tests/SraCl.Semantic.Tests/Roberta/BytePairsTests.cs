using SraCl.Semantic.Roberta;

namespace SraCl.Semantic.Tests.Roberta;

public sealed class BytePairsTests
{
    [Fact]
    public void Encode_RandomMergesAndWords_IsThatOfScanning()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var merges = new Dictionary<(int Left, int Right), (int Rank, int Merged)>();

            // Bytes 0 to 3 and what they make; the same token may come of several pairs.
            for (int rank = 0; rank < 20; rank++)
            {
                merges.TryAdd((Token(rank), Token(rank)), (rank, 256 + random.Next(rank + 1)));
            }

            byte[] word = [.. Enumerable.Range(0, random.Next(0, 40)).Select(_ => (byte)random.Next(4))];
            var pairs = new BytePairs([.. Enumerable.Range(0, 256)], merges);

            Assert.Equal(Scan(word, merges), pairs.Encode(word));

            int Token(int known) => random.Next(4 + known) is var token && token < 4 ? token : 252 + token;
        }
    }

    [Fact]
    public void Encode_LongWord_EndsSoon()
    {
        // Doubling merges: 2^17 equal bytes become two tokens of the last rank. Scanning would take 2^17 passes.
        var merges = Enumerable.Range(0, 16).ToDictionary(rank => (Token(rank), Token(rank)), rank => (rank, Token(rank + 1)));
        var pairs = new BytePairs([.. Enumerable.Range(0, 256)], merges);

        Assert.Equal([Token(16), Token(16)], pairs.Encode(new byte[1 << 17]));

        static int Token(int rank) => rank == 0 ? 0 : 255 + rank;
    }

    private static List<int> Scan(byte[] word, Dictionary<(int Left, int Right), (int Rank, int Merged)> merges)
    {
        List<int> tokens = [.. word.Select(value => (int)value)];
        while (true)
        {
            (int Rank, int Place) best = (int.MaxValue, -1);
            for (int i = 0; i + 1 < tokens.Count; i++)
            {
                if (merges.TryGetValue((tokens[i], tokens[i + 1]), out (int Rank, int Merged) merge) && merge.Rank < best.Rank)
                {
                    best = (merge.Rank, i);
                }
            }

            if (best.Place < 0)
            {
                return tokens;
            }

            tokens[best.Place] = merges[(tokens[best.Place], tokens[best.Place + 1])].Merged;
            tokens.RemoveAt(best.Place + 1);
        }
    }
}
