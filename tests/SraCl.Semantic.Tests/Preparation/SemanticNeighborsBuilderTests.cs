using SraCl.Neighbors;
using SraCl.Semantic.Embeddings;
using SraCl.Semantic.Preparation;
using SraCl.Semantic.Retrieval;
using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Semantic.Tests.Preparation;

public sealed class SemanticNeighborsBuilderTests
{
    private const int Items = 30;

    private static readonly EmbeddingMatrix Embeddings = MakeEmbeddings();

    [Theory]
    [InlineData(SequencePool.TrainingPrefixes, true)]
    [InlineData(SequencePool.TrainingPrefixes, false)]
    [InlineData(SequencePool.OnePerUser, true)]
    [InlineData(SequencePool.OnePerUser, false)]
    public void Build_Samples_HaveTheNearestOfThePool(SequencePool pool, bool excludeSameUser)
    {
        TrainingSplit train = TestSplit.Make(Items).Train;
        var options = new SemanticNeighborsOptions { K = 4, SequencePool = pool, ExcludeSameUser = excludeSameUser, MaxLength = 3 };
        SampleNeighbors samples = SemanticNeighborsBuilder.Build(train, Embeddings, options).Samples;

        Assert.Equal(SequenceWindows.OfTraining(train), samples.Windows.ToArray());
        for (int row = 0; row < samples.Windows.Length; row++)
        {
            SequenceWindow window = samples.Windows[row];
            int query = row;
            int[] expected = Enumerable.Range(0, samples.Windows.Length)
                .Where(other => other != query)
                .Where(other => !excludeSameUser || samples.Windows[other].User != window.User)
                .Where(other => pool == SequencePool.TrainingPrefixes || samples.Windows[other].End == train.Sequences.Length(samples.Windows[other].User) - 1)
                .OrderByDescending(other => Numbers.Cosine(samples.Embeddings[query], samples.Embeddings[other]))
                .Take(4)
                .ToArray();
            Assert.Equal(expected, samples.Table[row].ToArray());
        }
    }

    [Fact]
    public void Build_Items_HaveTheNearestOtherItems()
    {
        NeighborTable items = SemanticNeighborsBuilder.Build(TestSplit.Make(Items).Train, Embeddings, new SemanticNeighborsOptions { K = 3 }).Items.Table;

        Assert.Empty(items[0].ToArray());
        Assert.Empty(items[7].ToArray()); // Nothing is known about item 7.
        for (int item = 1; item <= Items; item++)
        {
            int query = item;
            int[] expected = query == 7 ? [] : Enumerable.Range(1, Items)
                .Where(other => other != query && other != 7)
                .OrderByDescending(other => Numbers.Cosine(Embeddings[query], Embeddings[other]))
                .Take(3)
                .ToArray();
            Assert.Equal(expected, items[item].ToArray());
        }
    }

    [Fact]
    public void Build_PoisonedEvaluationEvents_ChangesNothing()
    {
        SemanticNeighbors clean = SemanticNeighborsBuilder.Build(TestSplit.Make(Items).Train, Embeddings, new SemanticNeighborsOptions { K = 4 });
        SemanticNeighbors poisoned = SemanticNeighborsBuilder.Build(TestSplit.Make(Items, poison: true).Train, Embeddings, new SemanticNeighborsOptions { K = 4 });
        EmbeddingMatrix collaborative = CollaborativeEmbedder.Embed(TestSplit.Make(Items).Train);
        EmbeddingMatrix poisonedCollaborative = CollaborativeEmbedder.Embed(TestSplit.Make(Items, poison: true).Train);

        Assert.Equal(Saved(clean), Saved(poisoned));
        Assert.All(Enumerable.Range(0, Items + 1), row => Assert.True(collaborative[row].SequenceEqual(poisonedCollaborative[row])));
    }

    [Fact]
    public void BuildFromAllPrefixes_PoisonedEvaluationEvents_ChangesNeighborsButNeverSeesTestTargets()
    {
        DatasetSplit split = TestSplit.Make(Items);
        var options = SemanticNeighborsOptions.Official with { K = 4 };

        Assert.NotEqual(
            Saved(SemanticNeighborsBuilder.BuildFromAllPrefixes(split, Embeddings, options: options)),
            Saved(SemanticNeighborsBuilder.BuildFromAllPrefixes(TestSplit.Make(Items, poison: true), Embeddings, options: options)));
        Assert.Equal(
            Saved(SemanticNeighborsBuilder.BuildFromAllPrefixes(split, Embeddings, options: options)),
            Saved(SemanticNeighborsBuilder.BuildFromAllPrefixes(TestSplit.Make(Items, poison: true, hidden: 1), Embeddings, options: options)));
    }

    [Fact]
    public void BuildFromAllPrefixes_GoldenSequence_HasTheOfficialRows()
    {
        // The specification's example: s = 1..7, windows of three.
        int[] items = [1, 2, 3, 4, 5, 6, 7];
        DatasetSplit split = TestSplit.Split(items, [0, 7], 7);
        SemanticNeighbors semantics = SemanticNeighborsBuilder.BuildFromAllPrefixes(
            split, Numbers.Matrix(8, 4, 1), options: SemanticNeighborsOptions.Official with { K = 5, MaxLength = 3 });

        Assert.Equal(
            ["1", "12", "123", "234", "345", "456"],
            Enumerable.Range(0, semantics.Samples.Windows.Length).Select(row => string.Concat(semantics.Samples.Items(row, 3).ToArray())));
        Assert.Equal([5, 5, 5, 5, 0, 0], Enumerable.Range(0, 6).Select(row => semantics.Samples.Table[row].Length)); // Training samples alone are asked about.
        Assert.Equal(6, semantics.Samples.Sequences.Length(0));
    }

    [Fact]
    public void BuildFromAllPrefixes_Official_KeepsSelfOfDuplicatesAndPadding()
    {
        // Both users have the same items, and item vectors are opposite to each other, so that padding's zero vector is nearer than most.
        DatasetSplit split = TestSplit.Split([1, 2, 3, 4, 1, 2, 3, 4], [0, 4, 8], 4);
        var embeddings = new EmbeddingMatrix(2, [0, 0, 1, 0, -1, 0.1f, 1, 0, -1, 0.2f]);
        SemanticNeighbors semantics = SemanticNeighborsBuilder.BuildFromAllPrefixes(split, embeddings, options: SemanticNeighborsOptions.Official with { K = 2 });

        Assert.Equal([3, 0], semantics.Items.Table[1].ToArray());
        Assert.Equal([3, 0], semantics.Items.Table[3].ToArray()); // Item 1, equal to 3, ranks first and is dropped; 3 stays in its own list.
        Assert.Equal(3, semantics.Samples.Table[0][0]); // Row 0 is first among the two equal rows.
        Assert.Equal(3, semantics.Samples.Table[3][0]); // And for the other user it is the row itself that stays.
    }

    [Fact]
    public void Build_UnknownItems_AreNobodysNeighborsAndTheirSamplesHaveSome()
    {
        var train = new TrainingSplit(new ItemSequences([1, 2, 3, 2, 2, 1], [0, 2, 4, 6]), 3);
        var embeddings = new EmbeddingMatrix(2, [0, 0, 0, 0, 1, 0, 0, 1]); // Nothing is known about item 1.
        SemanticNeighbors semantics = SemanticNeighborsBuilder.Build(train, embeddings, new SemanticNeighborsOptions { K = 2 });

        Assert.Empty(semantics.Items.Table[1].ToArray());
        Assert.Equal([3], semantics.Items.Table[2].ToArray());
        Assert.Equal([1, 2], semantics.Samples.Table[0].ToArray());
        Assert.Equal([2], semantics.Samples.Table[1].ToArray());
        Assert.Equal([1], semantics.Samples.Table[2].ToArray());
    }

    [Fact]
    public void Build_GivenSequenceEmbeddings_AreWhatIsCompared()
    {
        var train = new TrainingSplit(new ItemSequences([1, 2, 3, 2, 2, 1], [0, 2, 4, 6]), 3);
        SemanticNeighbors semantics = SemanticNeighborsBuilder.Build(
            train, Numbers.Matrix(4, 2, 0), new EmbeddingMatrix(1, [1, -1, 1]), new SemanticNeighborsOptions { K = 1 }, new SemanticDetails { SequenceEmbedder = "signs" });

        Assert.Equal([2, 0, 0], Enumerable.Range(0, 3).Select(row => semantics.Samples.Table[row][0]));
        Assert.Equal("signs", semantics.Details.SequenceEmbedder);
    }

    [Fact]
    public void Protocol_Options_IsWhatTheyAre()
    {
        Assert.Equal(SemanticProtocol.Default, new SemanticNeighborsOptions { K = 3 }.Protocol);
        Assert.Equal(SemanticProtocol.Official, (SemanticNeighborsOptions.Official with { K = 20, MaxLength = 50 }).Protocol);
        Assert.Equal(SemanticProtocol.Custom, new SemanticNeighborsOptions { ExcludeSameUser = false }.Protocol);
    }

    [Fact]
    public void Build_BadInput_NamesValueAndCure()
    {
        DatasetSplit split = TestSplit.Make(Items);

        Assert.Contains("K is 0", Error(new SemanticNeighborsOptions { K = 0 }), StringComparison.Ordinal);
        Assert.Contains("K is 30 but there are 30 items", Error(new SemanticNeighborsOptions { K = 30 }), StringComparison.Ordinal);
        Assert.Contains("MaxLength is 0", Error(new SemanticNeighborsOptions { MaxLength = 0 }), StringComparison.Ordinal);
        Assert.Contains("Padding is None", Error(new SemanticNeighborsOptions { Padding = PaddingRow.None }), StringComparison.Ordinal);
        Assert.Contains("BuildFromAllPrefixes", Error(SemanticNeighborsOptions.Official), StringComparison.Ordinal);
        Assert.Contains(
            "Call Build,",
            Assert.Throws<SraClException>(() => SemanticNeighborsBuilder.BuildFromAllPrefixes(split, Embeddings, options: new SemanticNeighborsOptions())).Message,
            StringComparison.Ordinal);
        Assert.Contains("expected 31", Assert.Throws<ArgumentException>(() => SemanticNeighborsBuilder.Build(split.Train, Numbers.Matrix(30, 4, 0))).Message, StringComparison.Ordinal);
        Assert.Contains(
            "one a prefix", Assert.Throws<ArgumentException>(() => SemanticNeighborsBuilder.Build(split.Train, Embeddings, Numbers.Matrix(3, 4, 0))).Message, StringComparison.Ordinal);

        string Error(SemanticNeighborsOptions options) => Assert.Throws<SraClException>(() => SemanticNeighborsBuilder.Build(split.Train, Embeddings, options)).Message;
    }

    [Fact]
    public void OfTraining_NoSample_SaysSo() => Assert.Contains(
        "no training sample",
        Assert.Throws<SraClException>(() => SequenceWindows.OfTraining(new TrainingSplit(new ItemSequences([1], [0, 1]), 1))).Message,
        StringComparison.Ordinal);

    /// <summary>Everything that is saved, byte by byte.</summary>
    private static Dictionary<string, string> Saved(SemanticNeighbors semantics)
    {
        using var directory = new TemporaryDirectory();
        Semantic.Storage.SemanticsDirectory.Save(directory.Path, semantics);
        return Directory.GetFiles(directory.Path).ToDictionary(file => Path.GetFileName(file), file => Convert.ToHexString(File.ReadAllBytes(file)), StringComparer.Ordinal);
    }

    private static EmbeddingMatrix MakeEmbeddings()
    {
        float[] values = Numbers.Uniform((Items + 1) * 6, 3);
        values.AsSpan(0, 6).Clear();
        values.AsSpan(7 * 6, 6).Clear();
        return new EmbeddingMatrix(6, values);
    }
}
