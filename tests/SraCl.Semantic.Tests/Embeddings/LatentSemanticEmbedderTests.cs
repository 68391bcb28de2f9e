using SraCl.Neighbors;
using SraCl.Semantic.Embeddings;
using SraCl.Semantic.Numerics;

namespace SraCl.Semantic.Tests.Embeddings;

public sealed class LatentSemanticEmbedderTests
{
    private static readonly string[] Texts =
    [
        string.Empty,
        "Red lipstick, matte",
        "Matte LIPSTICKS in red",
        "Hair brush -- boar bristle",
        "Bristle brush for hair",
        "!?",
        "unlike",
    ];

    [Fact]
    public void Embed_AllDirections_HasTheCosinesOfTfIdf()
    {
        EmbeddingMatrix embeddings = LatentSemanticEmbedder.Embed(Texts);
        Dictionary<string, double>[] weights = Array.ConvertAll(
            [[], ["red", "lipstick", "matte"], ["matte", "lipstick", "in", "red"], ["hair", "brush", "boar", "bristle"], ["bristle", "brush", "for", "hair"], [], ["unlike"]],
            (string[] words) => words.ToDictionary(word => word, Idf, StringComparer.Ordinal));

        Assert.Equal((Texts.Length, 256), (embeddings.RowCount, embeddings.Dimension));
        for (int i = 0; i < Texts.Length; i++)
        {
            for (int j = 0; j < Texts.Length; j++)
            {
                double norms = Math.Sqrt(weights[i].Values.Sum(w => w * w) * weights[j].Values.Sum(w => w * w));
                double expected = norms == 0 ? 0 : weights[i].Sum(pair => pair.Value * weights[j].GetValueOrDefault(pair.Key)) / norms;
                Assert.Equal(expected, Numbers.Cosine(embeddings[i], embeddings[j]), 1e-5);
            }
        }

        static double Idf(string word) =>
            1 + Math.Log((1.0 + Texts.Length) / (1 + (word is "red" or "lipstick" or "matte" or "hair" or "brush" or "bristle" ? 2 : 1)));
    }

    [Fact]
    public void Embed_Texts_HaveLengthOneAndEmptyOnesZero()
    {
        EmbeddingMatrix embeddings = LatentSemanticEmbedder.Embed(Texts, new LatentSemanticOptions { Dimension = 3 });

        Assert.Equal(-1, embeddings[0].IndexOfAnyExcept(0f));
        Assert.Equal(-1, embeddings[5].IndexOfAnyExcept(0f));
        foreach (int row in (int[])[1, 2, 3, 4, 6])
        {
            double squares = 0;
            foreach (float value in embeddings[row])
            {
                squares += (double)value * value;
            }

            Assert.Equal(1, squares, 1e-6);
        }
    }

    [Fact]
    public void Embed_OnlyEmptyTexts_GivesZeros() => Assert.Equal(-1, LatentSemanticEmbedder.Embed(["", " "])[1].IndexOfAnyExcept(0f));

    [Fact]
    public void Embed_AnyNumberOfThreads_GivesTheSameBits()
    {
        string[] texts = Enumerable.Range(0, 900).Select(i => $"w{i % 7} w{i % 31} w{i % 301} w{i * i % 53}").ToArray();
        EmbeddingMatrix one = LatentSemanticEmbedder.Embed(texts, new LatentSemanticOptions { MaxDegreeOfParallelism = 1 });
        EmbeddingMatrix three = LatentSemanticEmbedder.Embed(texts, new LatentSemanticOptions { MaxDegreeOfParallelism = 3 });

        for (int row = 0; row < texts.Length; row++)
        {
            Assert.True(one[row].SequenceEqual(three[row]), $"Row {row} differs.");
        }
    }

    [Fact]
    public void Embed_OtherSeed_GivesOtherVectorsWithNearlyTheSameCosines()
    {
        EmbeddingMatrix first = LatentSemanticEmbedder.Embed(Texts);
        EmbeddingMatrix second = LatentSemanticEmbedder.Embed(Texts, new LatentSemanticOptions { Seed = 1 });

        Assert.Equal(Numbers.Cosine(first[1], first[2]), Numbers.Cosine(second[1], second[2]), 1e-5);
    }

    [Fact]
    public void TermMatrix_RepeatedWords_AreDampedTwice()
    {
        SparseMatrix matrix = TermMatrix.Create(["a b b b", "a"], 10, CancellationToken.None);
        double a = 1;
        double b = (1 + Math.Log(1 + Math.Log(3))) * (1 + Math.Log(3.0 / 2));

        Assert.Equal([0, 1], matrix.Columns(0).ToArray());
        Assert.Equal(a / Math.Sqrt((a * a) + (b * b)), matrix.Values(0)[0], 1e-6);
        Assert.Equal(b / Math.Sqrt((a * a) + (b * b)), matrix.Values(0)[1], 1e-6);
        Assert.Equal([1f], matrix.Values(1).ToArray());
    }

    [Fact]
    public void TermMatrix_MoreWordsThanWanted_KeepsThoseOfMostTexts()
    {
        SparseMatrix matrix = TermMatrix.Create(["rare common often", "common often", "common"], 2, CancellationToken.None);

        Assert.Equal(2, matrix.ColumnCount);
        Assert.Equal([2, 2, 1], Enumerable.Range(0, 3).Select(row => matrix.Columns(row).Length));
    }

    [Theory]
    [InlineData("Glass lens, LENSES", "glass len lense")]
    [InlineData("can't 2-in-1 (x2)", "can t 2 in 1 x2")]
    [InlineData("Crème brûlée \u0915\u093F\u0924", "crème brûlée \u0915\u093F\u0924")]
    [InlineData("is gas bus", "is gas bus")]
    public void TermMatrix_Text_IsCutIntoWords(string text, string words)
    {
        // Texts of the words one by one: each must share its word with the text.
        string[] expected = words.Split(' ');
        SparseMatrix matrix = TermMatrix.Create([text, .. expected], 100, CancellationToken.None);

        Assert.Equal(expected.Length, matrix.ColumnCount);
        Assert.Equal(expected.Length, matrix.Columns(0).Length);
    }

    [Fact]
    public void Embed_BadOptions_NamesThem()
    {
        Assert.Contains("Dimension is 0; expected 1..4096", Error(new LatentSemanticOptions { Dimension = 0 }), StringComparison.Ordinal);
        Assert.Contains("Iterations is 0", Error(new LatentSemanticOptions { Iterations = 0 }), StringComparison.Ordinal);
        Assert.Contains("MaxWords is 0", Error(new LatentSemanticOptions { MaxWords = 0 }), StringComparison.Ordinal);
        Assert.Contains("MaxDegreeOfParallelism is 0", Error(new LatentSemanticOptions { MaxDegreeOfParallelism = 0 }), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => LatentSemanticEmbedder.Embed([]));
    }

    [Fact]
    public void Embed_Canceled_Throws() =>
        Assert.Throws<OperationCanceledException>(() => LatentSemanticEmbedder.Embed(Texts, cancellationToken: new CancellationToken(canceled: true)));

    private static string Error(LatentSemanticOptions options) => Assert.Throws<SraClException>(() => LatentSemanticEmbedder.Embed(Texts, options)).Message;
}
