using SraCl.Neighbors;
using SraCl.Semantic.Embeddings;
using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Semantic.Tests.Embeddings;

public sealed class CollaborativeEmbedderTests
{
    [Fact]
    public void Embed_Items_HaveTheCosinesOfTheirWeightedUsers()
    {
        // Item 1 is had by users 0 and 1, item 2 by the same, item 3 by user 1 (twice) and user 2, item 4 by nobody.
        var train = new TrainingSplit(new ItemSequences([1, 2, 2, 1, 3, 3, 3], [0, 2, 6, 7]), 4);
        EmbeddingMatrix embeddings = CollaborativeEmbedder.Embed(train, new CollaborativeOptions { Dimension = 8 });
        double user0 = 1 + Math.Log(5.0 / 3);
        double user1 = 1 + Math.Log(5.0 / 4);
        double user2 = 1 + Math.Log(5.0 / 2);
        double expected = user1 * user1 / Math.Sqrt(((user0 * user0) + (user1 * user1)) * ((user1 * user1) + (user2 * user2)));

        Assert.Equal((5, 8), (embeddings.RowCount, embeddings.Dimension));
        Assert.Equal(1, Numbers.Cosine(embeddings[1], embeddings[2]), 1e-5);
        Assert.Equal(expected, Numbers.Cosine(embeddings[1], embeddings[3]), 1e-5);
        Assert.Equal(-1, embeddings[0].IndexOfAnyExcept(0f));
        Assert.Equal(-1, embeddings[4].IndexOfAnyExcept(0f));
    }

    [Fact]
    public void Embed_BadOptions_NamesThem() => Assert.Contains(
        "CollaborativeOptions.Dimension is 5000",
        Assert.Throws<SraClException>(() => CollaborativeEmbedder.Embed(new TrainingSplit(new ItemSequences([1], [0, 1]), 1), new CollaborativeOptions { Dimension = 5000 })).Message,
        StringComparison.Ordinal);
}
