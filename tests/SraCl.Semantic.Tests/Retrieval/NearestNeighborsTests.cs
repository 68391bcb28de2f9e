using SraCl.Neighbors;
using SraCl.Randomness;
using SraCl.Semantic.Numerics;
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

    // Every cosine is computed by itself, query first: what is compared once for two rows, in any block, by any thread, must give the same bits.
    [Theory]
    [InlineData(2)]
    [InlineData(31)]
    [InlineData(193)]
    [InlineData(389)]
    [InlineData(601)]
    public void Find_AnyRulesBlocksAndThreads_EqualsComparingEachQueryWithTheWholePool(int rows)
    {
        const int Dimension = 9;
        CounterRandom random = CounterRandom.Create(rows);
        float[] values = Numbers.Uniform(rows * Dimension, rows);
        for (int row = 1; row < rows; row++)
        {
            Span<float> vector = values.AsSpan(row * Dimension, Dimension);
            switch (random.NextInt32(5))
            {
                case 0:
                    values.AsSpan(random.NextInt32(row) * Dimension, Dimension).CopyTo(vector);
                    break;
                case 1:
                    vector.Clear();
                    break;
                case 2:
                    vector.Fill(1);
                    vector[random.NextInt32(Dimension)] = -1; // Many equal cosines.
                    break;
            }
        }

        var embeddings = new EmbeddingMatrix(Dimension, values);
        float[] cosines = Cosines(embeddings);
        NeighborRules[] sides =
        [
            new(),
            new() { Pool = Draw(0.9), Queries = Draw(0.8) }, // Rows that are both, only one of the two, or neither.
            new() { Pool = Draw(0.1) },
            new() { Queries = Draw(0.1) },
            new() { Pool = [.. Enumerable.Range(0, rows).Select(row => row < rows / 2)], Queries = [.. Enumerable.Range(0, rows).Select(row => row >= rows / 2)] },
            new() { Padding = PaddingRow.InPool },
        ];
        int threads = 0;
        foreach (NeighborRules side in sides)
        {
            foreach (SelfExclusion self in Enum.GetValues<SelfExclusion>())
            {
                NeighborRules rules = side with { Self = self, Groups = random.NextInt32(2) == 0 ? null : [.. Enumerable.Range(0, rows).Select(row => row / 3)] };
                int k = 1 + random.NextInt32(Math.Min(rows - 1, 12));
                NeighborTable expected = Sorted(rows, k, rules, (query, row) => cosines[(query * rows) + row]);
                foreach (int poolBlock in new[] { 1, Dimension * 100, Dimension * 300, 1 << 22 })
                {
                    var options = new ParallelOptions { MaxDegreeOfParallelism = 1 + (threads++ % 4) };
                    AssertEqual(expected, NearestNeighbors.Find(embeddings, k, rules, options, poolBlock));
                }
            }
        }

        bool[] Draw(double share) => Enumerable.Range(0, rows).Select(_ => random.NextDouble() < share).ToArray();
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

    private static NeighborTable BruteForce(EmbeddingMatrix embeddings, int k, NeighborRules rules) =>
        Sorted(embeddings.RowCount, k, rules, (query, row) => Numbers.Cosine(embeddings[query], embeddings[row]));

    /// <summary>The definition: sort all allowed rows by cosine, then by row.</summary>
    private static NeighborTable Sorted(int rows, int k, NeighborRules rules, Func<int, int, double> cosine)
    {
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
                .OrderByDescending(row => cosine(query, row))
                .ThenBy(row => row)
                .Skip(rules.Self == SelfExclusion.ByRank ? 1 : 0)
                .Take(k)
                .ToArray();
            ranked.CopyTo(neighbors, query * k);
        }

        return new NeighborTable(rows, k, neighbors);
    }

    /// <summary>Computes the cosine of every row (as query) with every row, each for itself.</summary>
    private static float[] Cosines(EmbeddingMatrix embeddings)
    {
        int rows = embeddings.RowCount;
        var query = new float[UnitVectors.Size(1, PanelProducts.LeftWidth, embeddings.Dimension)];
        var row = new float[UnitVectors.Size(1, PanelProducts.RightWidth, embeddings.Dimension)];
        var products = new float[PanelProducts.LeftWidth * PanelProducts.RightWidth];
        var cosines = new float[rows * rows];
        for (int i = 0; i < cosines.Length; i++)
        {
            UnitVectors.Write(embeddings, [i / rows], PanelProducts.LeftWidth, query);
            UnitVectors.Write(embeddings, [i % rows], PanelProducts.RightWidth, row);
            PanelProducts.Multiply(query, row, embeddings.Dimension, products);
            cosines[i] = products[0];
        }

        return cosines;
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
