using SraCl.Neighbors;
using SraCl.Semantic.Embeddings;
using SraCl.Sequences;

namespace SraCl.Semantic.Tests.Embeddings;

public sealed class SequenceEmbeddingsTests
{
    private static readonly EmbeddingMatrix Items = new(2, [0, 0, 1, 0, 0, 1, 0, 0]);
    private static readonly ItemSequences Sequences = new([1, 2, 1, 3, 3], [0, 4, 5]);

    [Fact]
    public void MeanOfItems_Windows_AreMeansAtLengthOne()
    {
        EmbeddingMatrix means = SequenceEmbeddings.MeanOfItems(Items, Sequences, [new(0, 1), new(0, 2), new(0, 4), new(1, 1)]);

        AssertVector([1, 0], means[0]);
        AssertVector([Math.Sqrt(0.5), Math.Sqrt(0.5)], means[1]);
        AssertVector([2 / Math.Sqrt(5), 1 / Math.Sqrt(5)], means[2]); // Item 3 has no direction to add.
        AssertVector([0, 0], means[3]);
    }

    [Fact]
    public void MeanOfItems_LongerWindows_AreCutToTheNewestItems()
    {
        EmbeddingMatrix means = SequenceEmbeddings.MeanOfItems(Items, Sequences, [new(0, 2), new(0, 3)], maxLength: 1);

        AssertVector([0, 1], means[0]);
        AssertVector([1, 0], means[1]);
    }

    [Fact]
    public void MeanOfItems_SameItemsInAnotherOrder_GivesTheSameBits()
    {
        int[] items = Enumerable.Range(1, 20).ToArray();
        EmbeddingMatrix means = SequenceEmbeddings.MeanOfItems(
            Numbers.Matrix(21, 64, 4), new ItemSequences([.. items, .. items.Reverse()], [0, 20, 40]), [new(0, 20), new(1, 20)]);

        Assert.True(means[0].SequenceEqual(means[1]));
    }

    [Fact]
    public void MeanOfItems_BadArguments_NamesThem()
    {
        Assert.Throws<ArgumentException>(() => SequenceEmbeddings.MeanOfItems(Items, Sequences, []));
        Assert.Contains(
            "item 3",
            Assert.Throws<ArgumentException>(() => SequenceEmbeddings.MeanOfItems(new EmbeddingMatrix(2, new float[6]), Sequences, [new(1, 1)])).Message,
            StringComparison.Ordinal);
    }

    private static void AssertVector(double[] expected, ReadOnlySpan<float> actual) =>
        Assert.All(expected.Zip(actual.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
}
