using SraCl.Neighbors;
using SraCl.Randomness;
using SraCl.Semantic.Retrieval;

namespace SraCl.Semantic.Tests.Retrieval;

public sealed class NearestNeighborsTests
{
    public static TheoryData<SelfExclusion, PaddingRow, bool, bool> Rules { get; } = MakeRules();

    // Signs in four dimensions have cosines of 0, ±½ and ±1 without rounding: many exact duplicates and many exact ties.
    [Theory]
    [MemberData(nameof(Rules))]
    public void Find_DuplicatesAndTies_EqualsBruteForce(SelfExclusion self, PaddingRow padding, bool grouped, bool masked)
    {
        const int Rows = 700; // more than one block of queries and of the pool, and no multiple of either
        CounterRandom random = CounterRandom.Create(11);
        float[] signs = Enumerable.Range(0, Rows * 4).Select(_ => random.NextInt32(2) == 0 ? -1f : 1f).ToArray();
        var embeddings = new EmbeddingMatrix(4, signs);
        var rules = new NeighborRules
        {
            Self = self,
            Padding = padding,
            Groups = grouped ? Enumerable.Range(0, Rows).Select(row => row / 5).ToArray() : null,
            Pool = masked ? Enumerable.Range(0, Rows).Select(row => row % 3 != 0).ToArray() : null,
            Queries = masked ? Enumerable.Range(0, Rows).Select(row => row % 2 == 0).ToArray() : null,
        };

        AssertEqual(BruteForce(embeddings, 7, rules), NearestNeighbors.Find(embeddings, 7, rules));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4 * 70)]
    [InlineData(4 * 700)]
    public void Find_PoolInBlocks_EqualsPoolAsAWhole(int poolBlock)
    {
        const int Rows = 700;
        CounterRandom random = CounterRandom.Create(12);
        var embeddings = new EmbeddingMatrix(4, Enumerable.Range(0, Rows * 4).Select(_ => (float)random.NextInt32(3) - 1).ToArray());
        var rules = new NeighborRules { Self = SelfExclusion.ByRank, Pool = Enumerable.Range(0, Rows).Select(row => row % 7 != 0).ToArray() };

        AssertEqual(NearestNeighbors.Find(embeddings, 9, rules), NearestNeighbors.Find(embeddings, 9, rules, new ParallelOptions(), poolBlock));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(5, 3)]
    [InlineData(37, 19)]
    [InlineData(300, 64)]
    public void Find_RandomVectors_EqualsBruteForce(int rows, int dimension)
    {
        CounterRandom random = CounterRandom.Create(rows);
        float[] values = Enumerable.Range(0, (rows + 1) * dimension).Select(_ => (float)random.NextDouble() - 0.5f).ToArray();
        values.AsSpan(0, dimension).Clear(); // A row of zeros has no direction.
        var embeddings = new EmbeddingMatrix(dimension, values);
        int k = Math.Min(rows, 10);

        AssertEqual(BruteForce(embeddings, k, new NeighborRules()), NearestNeighbors.Find(embeddings, k));
    }

    [Fact]
    public void Find_EqualVectorsAnywhere_TieExactlyAndSmallerRowsComeFirst()
    {
        // 13 numbers fill no register; the copies stand at every offset within blocks.
        CounterRandom random = CounterRandom.Create(2);
        float[] one = Enumerable.Range(0, 13).Select(_ => (float)random.NextDouble()).ToArray();
        var embeddings = new EmbeddingMatrix(13, Enumerable.Repeat(one, 290).SelectMany(values => values).ToArray());

        NeighborTable byId = NearestNeighbors.Find(embeddings, 5);
        NeighborTable byRank = NearestNeighbors.Find(embeddings, 5, new NeighborRules { Self = SelfExclusion.ByRank });

        Assert.Equal([0, 1, 2, 4, 5], byId[3].ToArray());
        Assert.Equal([0, 1, 2, 3, 4], byId[289].ToArray());
        Assert.Equal([1, 2, 3, 4, 5], byRank[3].ToArray()); // As officially: row 0 was dropped, and row 3 is its own neighbor.
    }

    [Fact]
    public void Find_FewerRowsThanWanted_LeavesTheRestAbsent()
    {
        var embeddings = new EmbeddingMatrix(1, [1, 2, 3, 4]);

        NeighborTable table = NearestNeighbors.Find(embeddings, 3, new NeighborRules { Groups = [0, 0, 0, 1], Queries = [true, true, true, false] });

        Assert.Equal([3], table[0].ToArray());
        Assert.Empty(table[3].ToArray());
    }

    [Fact]
    public void Find_AnyNumberOfThreads_GivesTheSameTable()
    {
        CounterRandom random = CounterRandom.Create(8);
        var embeddings = new EmbeddingMatrix(6, Enumerable.Range(0, 6 * 200).Select(_ => (float)random.NextDouble()).ToArray());

        AssertEqual(NearestNeighbors.Find(embeddings, 4, maxDegreeOfParallelism: 1), NearestNeighbors.Find(embeddings, 4, maxDegreeOfParallelism: 3));
    }

    [Fact]
    public void Find_BadArguments_NamesThem()
    {
        var embeddings = new EmbeddingMatrix(1, [1, 2, 3]);

        Assert.Contains("1..2", Assert.Throws<ArgumentOutOfRangeException>(() => NearestNeighbors.Find(embeddings, 3)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => NearestNeighbors.Find(embeddings, 0));
        Assert.Contains(
            "Groups has 2 entries",
            Assert.Throws<ArgumentException>(() => NearestNeighbors.Find(embeddings, 1, new NeighborRules { Groups = [0, 1] })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Find_Canceled_Throws() =>
        Assert.Throws<OperationCanceledException>(() => NearestNeighbors.Find(new EmbeddingMatrix(1, [1, 2, 3]), 1, cancellationToken: new CancellationToken(canceled: true)));

    /// <summary>The definition: sort all allowed rows by cosine, then by row.</summary>
    private static NeighborTable BruteForce(EmbeddingMatrix embeddings, int k, NeighborRules rules)
    {
        int rows = embeddings.RowCount;
        var neighbors = new int[rows * k];
        Array.Fill(neighbors, NeighborTable.Absent);
        for (int query = rules.Padding == PaddingRow.None ? 0 : 1; query < rows; query++)
        {
            if (rules.Queries?[query] == false)
            {
                continue;
            }

            int[] ranked = Enumerable.Range(0, rows)
                .Where(row => rules.Pool?[row] != false)
                .Where(row => row > 0 || rules.Padding != PaddingRow.Excluded)
                .Where(row => row != query || rules.Self != SelfExclusion.ById)
                .Where(row => rules.Groups is null || rules.Groups[row] != rules.Groups[query])
                .OrderByDescending(row => Cosine(embeddings[query], embeddings[row]))
                .ThenBy(row => row)
                .Skip(rules.Self == SelfExclusion.ByRank ? 1 : 0)
                .Take(k)
                .ToArray();
            ranked.CopyTo(neighbors, query * k);
        }

        return new NeighborTable(rows, k, neighbors);
    }

    private static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double dot = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int i = 0; i < a.Length; i++)
        {
            dot += (double)a[i] * b[i];
            squaresA += (double)a[i] * a[i];
            squaresB += (double)b[i] * b[i];
        }

        return squaresA == 0 || squaresB == 0 ? 0 : dot / Math.Sqrt(squaresA * squaresB);
    }

    private static void AssertEqual(NeighborTable expected, NeighborTable actual)
    {
        Assert.Equal(expected.RowCount, actual.RowCount);
        for (int row = 0; row < expected.RowCount; row++)
        {
            Assert.True(
                expected[row].SequenceEqual(actual[row]),
                $"Row {row}: expected {string.Join(' ', expected[row].ToArray())}, got {string.Join(' ', actual[row].ToArray())}.");
        }
    }

    private static TheoryData<SelfExclusion, PaddingRow, bool, bool> MakeRules()
    {
        var rules = new TheoryData<SelfExclusion, PaddingRow, bool, bool>();
        foreach (SelfExclusion self in Enum.GetValues<SelfExclusion>())
        {
            foreach (PaddingRow padding in Enum.GetValues<PaddingRow>())
            {
                rules.Add(self, padding, false, false);
                rules.Add(self, padding, true, true);
            }
        }

        return rules;
    }
}
