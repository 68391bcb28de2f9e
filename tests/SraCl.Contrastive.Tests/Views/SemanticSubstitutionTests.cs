using SraCl.Batching;
using SraCl.Contrastive.Views;
using SraCl.Neighbors;
using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Contrastive.Tests.Views;

public sealed class SemanticSubstitutionTests
{
    // Items 1..5: three neighbors, one of them padding; two; none; only padding; three.
    private static readonly ItemNeighbors Neighbors = new(new NeighborTable(6, 3, [-1, -1, -1, 2, 0, 3, 5, 1, -1, -1, -1, -1, 0, -1, -1, 1, 2, 3]));
    private static readonly int[] Sequence = [1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1];
    private static readonly TrainingSplit Split = new(new ItemSequences(Sequence, [0, Sequence.Length]), itemCount: 5);
    private static readonly SequenceWindow[] Samples = [new(0, 10), new(0, 10), new(0, 3), new(0, 1)];

    [Theory]
    [InlineData(PaddingNeighborRule.Skip)]
    [InlineData(PaddingNeighborRule.Draw)]
    public void Fill_ManyEpochs_ReplacesEachItemAsOftenAsSaid(PaddingNeighborRule padding)
    {
        const int Epochs = 6000;
        var view = new SemanticSubstitution("view", Neighbors, new() { Neighbors = 3, Probability = 0.3, Padding = padding });
        var counts = new int[10, 6];
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            ReadOnlySpan<int> row = TestBatch.Fill([view], Split, Samples, epoch).Get(view)[0];
            for (int i = 0; i < row.Length; i++)
            {
                counts[i, row[i]]++;
            }
        }

        for (int i = 0; i < 10; i++)
        {
            int item = Sequence[i];
            int[] candidates = Neighbors.Table[item].ToArray().Where(neighbor => neighbor != 0 || padding == PaddingNeighborRule.Draw).ToArray();
            for (int other = 0; other <= 5; other++)
            {
                double expected = candidates.Length == 0
                    ? (other == item ? 1 : 0)
                    : candidates.Contains(other) ? 0.3 / candidates.Length : other == item ? 0.7 : 0;
                // Five standard deviations of a share of 6000 draws.
                Assert.Equal(expected, counts[i, other] / (double)Epochs, 5 * Math.Sqrt(expected * (1 - expected) / Epochs) + 1e-12);
            }
        }
    }

    [Fact]
    public void Fill_OneNeighborWanted_DrawsTheNearest()
    {
        var view = new SemanticSubstitution("view", Neighbors, new() { Neighbors = 1, Probability = 1 });

        Assert.Equal([2, 5, 3, 4, 1, 2, 5, 3, 4, 1], TestBatch.Fill([view], Split, Samples).Get(view)[0].ToArray());
    }

    [Fact]
    public void Fill_FixedShare_ReplacesThatManyEverywhereAlike()
    {
        const int Epochs = 3000;
        int[] ones = Enumerable.Repeat(1, 11).ToArray();
        var split = new TrainingSplit(new ItemSequences(ones, [0, 11]), itemCount: 5);
        var view = new SemanticSubstitution("view", Neighbors, new() { Neighbors = 3, Rule = SubstitutionRule.FixedShare });
        var replaced = new int[10];
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            RaggedSequences views = TestBatch.Fill([view], split, Samples, epoch).Get(view);
            Assert.Equal(2, views[0].Length - views[0].Count(1)); // 20 % of 10
            Assert.Equal(1, views[2].Length - views[2].Count(1)); // 0.6 of 3, rounded
            Assert.Equal(1, views[3].Length - views[3].Count(1)); // at least one
            for (int i = 0; i < 10; i++)
            {
                replaced[i] += views[0][i] == 1 ? 0 : 1;
            }
        }

        Assert.All(replaced, count => Assert.Equal(0.2, count / (double)Epochs, 5 * Math.Sqrt(0.16 / Epochs)));
    }

    [Fact]
    public void Fill_TwoNamesTwoSamplesTwoEpochs_AreIndependentAndRepeatable()
    {
        var options = new SubstitutionOptions { Neighbors = 3, Probability = 0.5 };
        var one = new SemanticSubstitution("one", Neighbors, options);
        var two = new SemanticSubstitution("two", Neighbors, options);
        Batch batch = TestBatch.Fill([one, two], Split, Samples);

        Assert.NotEqual(batch.Get(one)[0].ToArray(), batch.Get(two)[0].ToArray());
        Assert.NotEqual(batch.Get(one)[0].ToArray(), batch.Get(one)[1].ToArray());
        Assert.NotEqual(batch.Get(one)[0].ToArray(), TestBatch.Fill([one], Split, Samples, epoch: 2).Get(one)[0].ToArray());
        Assert.Equal(batch.Get(one)[0].ToArray(), TestBatch.Fill([one], Split, Samples).Get(one)[0].ToArray());
    }

    [Fact]
    public void Fill_NothingButPaddingLeft_TakesAllSlots()
    {
        var onlyPadding = new ItemNeighbors(new NeighborTable(6, 1, [-1, 0, 0, 0, 0, 0]));
        var view = new SemanticSubstitution("view", onlyPadding, new() { Neighbors = 1, Probability = 1, Padding = PaddingNeighborRule.Draw });

        Assert.Equal(new int[20], TestBatch.Fill([view], Split, Samples).Get(view)[3].ToArray());
    }

    [Fact]
    public void Constructor_BadOptions_NamesThem()
    {
        Assert.Contains("Probability is 0", Message(new() { Neighbors = 3, Probability = 0 }), StringComparison.Ordinal);
        Assert.Contains("Neighbors is 0", Message(new() { Neighbors = 0 }), StringComparison.Ordinal);
        Assert.Contains("Ask for at most 3", Message(new()), StringComparison.Ordinal);

        static string Message(SubstitutionOptions options) => Assert.Throws<SraClException>(() => new SemanticSubstitution("view", Neighbors, options)).Message;
    }
}
