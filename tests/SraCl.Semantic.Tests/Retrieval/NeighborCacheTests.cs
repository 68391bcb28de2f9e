using SraCl.Neighbors;
using SraCl.Randomness;
using SraCl.Semantic.Retrieval;
using SraCl.Semantic.Storage;

namespace SraCl.Semantic.Tests.Retrieval;

public sealed class NeighborCacheTests : IDisposable
{
    private const int Rows = 90;

    private readonly TemporaryDirectory _directory = new();
    private readonly NeighborCache _cache;

    public NeighborCacheTests() => _cache = new NeighborCache(_directory.File("found"));

    public void Dispose() => _directory.Dispose();

    // Signs in four dimensions: many equal vectors and equal cosines.
    [Theory]
    [InlineData(SelfExclusion.ById)]
    [InlineData(SelfExclusion.ByRank)]
    public void Find_SmallerK_IsTheBeginningOfTheLargerWithoutASearch(SelfExclusion self)
    {
        EmbeddingMatrix vectors = Signs(1);
        NeighborRules rules = Rules() with { Self = self };
        _cache.Find(vectors, 12, rules);

        for (int k = 1; k <= 12; k++)
        {
            AssertEqual(NearestNeighbors.Find(vectors, k, rules), _cache.Find(vectors, k, rules));
        }

        Assert.Single(Files());
    }

    [Fact]
    public void Find_KnownSearch_ReadsTheFile()
    {
        EmbeddingMatrix vectors = Signs(1);
        NeighborTable other = NearestNeighbors.Find(Signs(2), 5);
        _cache.Find(vectors, 5);
        NpyFile.WriteNeighbors(Assert.Single(Files()), other);

        AssertEqual(other, _cache.Find(Signs(1), 5));
    }

    [Fact]
    public void Find_LargerKOtherVectorsOrOtherRules_Searches()
    {
        EmbeddingMatrix vectors = Signs(1);
        NeighborRules rules = Rules();
        (EmbeddingMatrix Vectors, int K, NeighborRules Rules)[] searches =
        [
            (vectors, 5, rules),
            (vectors, 6, rules),
            (Signs(2), 5, rules),
            (new EmbeddingMatrix(2, [.. Enumerable.Range(0, Rows).SelectMany(row => vectors[row].ToArray())]), 5, new NeighborRules()),
            (vectors, 5, new NeighborRules()),
            (vectors, 5, rules with { Self = SelfExclusion.ByRank }),
            (vectors, 5, rules with { Padding = PaddingRow.Excluded }),
            (vectors, 5, rules with { Padding = PaddingRow.InPool }),
            (vectors, 5, rules with { Groups = null }),
            (vectors, 5, rules with { Groups = [.. Enumerable.Range(0, Rows).Select(row => row / 4)] }),
            (vectors, 5, rules with { Pool = null }),
            (vectors, 5, rules with { Queries = null }),
            (vectors, 5, rules with { Pool = rules.Queries, Queries = rules.Pool }),
        ];

        Assert.All(searches, search => AssertEqual(NearestNeighbors.Find(search.Vectors, search.K, search.Rules), _cache.Find(search.Vectors, search.K, search.Rules)));
        Assert.Equal(searches.Length, Files().Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(-1)]
    public void Find_DamagedFile_IsFoundAgain(int length)
    {
        EmbeddingMatrix vectors = Signs(1);
        NeighborTable expected = _cache.Find(vectors, 5);
        string file = Assert.Single(Files());
        byte[] whole = File.ReadAllBytes(file);
        if (length < 0)
        {
            NpyFile.WriteNeighbors(file, NearestNeighbors.Find(vectors, 4)); // Another search's.
        }
        else
        {
            File.WriteAllBytes(file, whole[..length]);
        }

        AssertEqual(expected, _cache.Find(vectors, 5));
        Assert.Equal(whole, File.ReadAllBytes(file));
    }

    [Fact]
    public void Find_Canceled_KeepsNothing()
    {
        Assert.Throws<OperationCanceledException>(() => _cache.Find(Signs(1), 5, cancellationToken: new CancellationToken(canceled: true)));

        Assert.Empty(Files());
    }

    [Fact]
    public void Find_DirectoryIsAFile_SaysSo()
    {
        string file = _directory.File("note");
        File.WriteAllText(file, "mine");

        Assert.Contains(file, Assert.Throws<SraClException>(() => new NeighborCache(file).Find(Signs(1), 5)).Message, StringComparison.Ordinal);
    }

    private static EmbeddingMatrix Signs(long seed)
    {
        CounterRandom random = CounterRandom.Create(seed);
        return new EmbeddingMatrix(4, [.. Enumerable.Range(0, Rows * 4).Select(_ => random.NextInt32(2) == 0 ? -1f : 1f)]);
    }

    private static NeighborRules Rules() => new()
    {
        Groups = [.. Enumerable.Range(0, Rows).Select(row => row / 3)],
        Pool = [.. Enumerable.Range(0, Rows).Select(row => row % 5 != 0)],
        Queries = [.. Enumerable.Range(0, Rows).Select(row => row % 4 != 0)],
    };

    private static void AssertEqual(NeighborTable expected, NeighborTable actual)
    {
        Assert.Equal((expected.RowCount, expected.K), (actual.RowCount, actual.K));
        Assert.All(Enumerable.Range(0, expected.RowCount), row => Assert.Equal(expected[row].ToArray(), actual[row].ToArray()));
    }

    private string[] Files() => Directory.Exists(_directory.File("found")) ? Directory.GetFiles(_directory.File("found")) : [];
}
