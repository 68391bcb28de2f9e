using SraCl.Backbones.Transformers;
using SraCl.Splits;
using SraCl.Training.Evaluation;
using static TorchSharp.torch;

namespace SraCl.Training.Tests.Evaluation;

public sealed class EvaluatorTests
{
    public static TheoryData<SeenItems, TieRule, int, int> Settings()
    {
        var data = new TheoryData<SeenItems, TieRule, int, int>();
        foreach (SeenItems seen in Enum.GetValues<SeenItems>())
        {
            foreach (TieRule ties in Enum.GetValues<TieRule>())
            {
                foreach ((int batch, int chunk) in new[] { (512, 4096), (1, 1), (7, 13), (64, 32), (100, 97) })
                {
                    data.Add(seen, ties, batch, chunk);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Evaluate_ManyTies_EqualsReferenceAtAnySize(SeenItems seen, TieRule ties, int batch, int chunk)
    {
        using var backbone = new TableBackbone(TestData.IntegerVectors(97, 5, seed: 1));
        EvaluationSplit split = TestData.Split(100, 97, seed: 2);

        EvaluationResult result = Evaluator(seen, ties, batch, chunk).Evaluate(backbone, split);

        Assert.Equal(Enumerable.Range(0, split.Count).Select(index => RankingReference.Rank(backbone, split, index, seen, ties)), result.Ranks);
    }

    [Theory]
    [InlineData(SeenItems.Keep, 4096)]
    [InlineData(SeenItems.Mask, 13)]
    public void Evaluate_ItemBiases_EqualsReference(SeenItems seen, int chunk)
    {
        float[] biases = [.. Enumerable.Range(0, 97).Select(item => (float)(item * 31 % 17))];
        using var backbone = new TableBackbone(TestData.IntegerVectors(97, 5, seed: 1)) { Biases = biases };
        EvaluationSplit split = TestData.Split(100, 97, seed: 2);

        EvaluationResult result = Evaluator(seen, TieRule.Average, 7, chunk).Evaluate(backbone, split);

        Assert.Equal(Enumerable.Range(0, split.Count).Select(index => RankingReference.Rank(backbone, split, index, seen, TieRule.Average)), result.Ranks);
    }

    [Theory]
    [InlineData(512, 4096)]
    [InlineData(50, 64)]
    [InlineData(3, 1000)]
    public void Evaluate_RealVectors_AgreesWithReferenceUpToRounding(int batch, int chunk)
    {
        const double Rounding = 1e-4;
        using var backbone = new TableBackbone(TestData.Vectors(1000, 32, seed: 3));
        EvaluationSplit split = TestData.Split(150, 1000, seed: 4);

        IReadOnlyList<double> ranks = Evaluator(SeenItems.Keep, TieRule.Optimistic, batch, chunk).Evaluate(backbone, split).Ranks;

        for (int index = 0; index < split.Count; index++)
        {
            Assert.InRange(
                ranks[index],
                RankingReference.Rank(backbone, split, index, SeenItems.Keep, TieRule.Optimistic, Rounding),
                RankingReference.Rank(backbone, split, index, SeenItems.Keep, TieRule.Pessimistic, Rounding));
        }
    }

    [Theory]
    [InlineData(1, 300)]
    [InlineData(17, 29)]
    public void Evaluate_Transformer_RanksAlikeAtAnySize(int batch, int chunk)
    {
        using var backbone = new TransformerBackbone(300, new TransformerOptions(), seed: 18);
        EvaluationSplit split = TestData.Split(60, 300, seed: 19);

        IReadOnlyList<double> ranks = Evaluator(SeenItems.Keep, TieRule.Optimistic, batch, chunk).Evaluate(backbone, split).Ranks;

        // Other shapes round differently, so a near-tie may fall the other way.
        Assert.All(new Evaluator().Evaluate(backbone, split).Ranks.Zip(ranks), pair => Assert.InRange(pair.Second, pair.First - 1, pair.First + 1));
    }

    [Theory]
    [InlineData(TieRule.Optimistic, 1)]
    [InlineData(TieRule.Pessimistic, 50)]
    [InlineData(TieRule.Average, 25.5)]
    public void Evaluate_ConstantScores_RankSaysTieRule(TieRule ties, double expected)
    {
        using var backbone = new TableBackbone(new float[50, 4]);

        EvaluationResult result = Evaluator(SeenItems.Keep, ties).Evaluate(backbone, TestData.Split(20, 50, seed: 5));

        Assert.All(result.Ranks, rank => Assert.Equal(expected, rank));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(37)]
    [InlineData(300)]
    public void Evaluate_OneItemLeadsByFar_RoundingNeverLetsItLoseToItself(int batch)
    {
        float[,] vectors = TestData.Vectors(300, 64, seed: 6);
        for (int i = 0; i < 64; i++)
        {
            vectors[0, i] = (vectors[0, i] * 0.01f) + 3.3f;
            for (int item = 1; item < 300; item++)
            {
                vectors[item, i] = MathF.Abs(vectors[item, i]);
            }
        }

        int[][] users = Enumerable.Range(2, 299).Select(item => new[] { item, 1 }).ToArray();
        using var backbone = new TableBackbone(vectors);

        EvaluationResult result = Evaluator(SeenItems.Keep, TieRule.Pessimistic, batch, chunk: 64).Evaluate(backbone, TestData.Split(users));

        Assert.All(result.Ranks, rank => Assert.Equal(1, rank));
    }

    [Fact]
    public void Evaluate_TargetInHistory_IsNotMasked()
    {
        // Scores of the history (1, 2): item 1 -> 1, item 2 -> 4, item 3 -> 9.
        using var backbone = new TableBackbone(new float[,] { { 1, 0, 0 }, { 0, 2, 0 }, { 1, 2, 2 } });
        EvaluationSplit split = TestData.Split([[1, 2, 1]]);

        Assert.Equal([3], Evaluator(SeenItems.Keep, TieRule.Optimistic).Evaluate(backbone, split).Ranks);
        Assert.Equal([2], Evaluator(SeenItems.Mask, TieRule.Optimistic).Evaluate(backbone, split).Ranks);
    }

    [Fact]
    public void Evaluate_LongHistory_EncodesNewestAndMasksAll()
    {
        // Only item 3 is encoded; item 1, older than that, still counts as seen.
        using var backbone = new TableBackbone(new float[,] { { 9 }, { 2 }, { 1 } }, maxLength: 1);
        EvaluationSplit split = TestData.Split([[1, 3, 2]]);

        Assert.Equal([2], Evaluator(SeenItems.Keep, TieRule.Optimistic).Evaluate(backbone, split).Ranks);
        Assert.Equal([1], Evaluator(SeenItems.Mask, TieRule.Optimistic).Evaluate(backbone, split).Ranks);
    }

    [Fact]
    public void Evaluate_Result_CarriesProtocol()
    {
        using var backbone = new TableBackbone(TestData.Vectors(40, 3, seed: 7), maxLength: 9);
        var options = new EvaluationOptions { SeenItems = SeenItems.Mask, TieRule = TieRule.Average, CutOffs = [1, 3] };

        EvaluationResult result = new Evaluator(options).Evaluate(backbone, TestData.Split(15, 40, seed: 8));

        Assert.Equal("test: full ranking over 40 items, seen items masked, ties take the middle rank, newest 9 items", result.Protocol.ToString());
        Assert.Equal(["HR@1", "HR@3", "NDCG@1", "NDCG@3", "MRR@1", "MRR@3"], result.Metrics.Keys);
        Assert.Equal(15, result.CaseCount);
        Assert.Equal(15, result.UserCount);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Evaluate_Always_RunsInEvaluationModeAndRestoresIt(bool training)
    {
        using var backbone = new TableBackbone(TestData.Vectors(10, 3, seed: 9));
        backbone.train(training);
        var modes = new List<(bool Training, bool Gradients)>();
        backbone.OnEncoded = sums =>
        {
            modes.Add((backbone.training, is_grad_enabled()));
            return sums;
        };

        new Evaluator().Evaluate(backbone, TestData.Split(5, 10, seed: 10));

        Assert.NotEmpty(modes);
        Assert.All(modes, mode => Assert.Equal((false, false), mode));
        Assert.Equal(training, backbone.training);
        Assert.True(is_grad_enabled());
    }

    [Fact]
    public void Evaluate_Failure_RestoresTrainingMode()
    {
        using var backbone = new TableBackbone(TestData.Vectors(10, 3, seed: 9)) { OnEncoded = _ => throw new InvalidOperationException("broken") };
        backbone.train();

        Assert.Throws<InvalidOperationException>(() => new Evaluator().Evaluate(backbone, TestData.Split(5, 10, seed: 10)));

        Assert.True(backbone.training);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Evaluate_ItemVectorNotFinite_NamesItem(float value)
    {
        float[,] vectors = TestData.Vectors(10, 3, seed: 11);
        vectors[6, 1] = value;
        using var backbone = new TableBackbone(vectors);

        SraClException error = Assert.Throws<SraClException>(() => new Evaluator().Evaluate(backbone, TestData.Split(5, 10, seed: 12)));

        Assert.Contains("vector of item 7 is not finite", error.Message, StringComparison.Ordinal);
        Assert.Contains("learning rate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_RepresentationNotFinite_NamesCase()
    {
        using var backbone = new TableBackbone(new float[,] { { 1 }, { 2 }, { 3 } });
        backbone.OnEncoded = sums => sums.masked_fill(sums.eq(3), float.NaN); // The case whose history is item 3.

        SraClException error = Assert.Throws<SraClException>(() => new Evaluator().Evaluate(backbone, TestData.Split([[1, 1], [2, 2, 1], [3, 1], [1, 2]])));

        Assert.Contains("case 2 of the split 'test' (user 2, 1 known items)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_ScoresBeyondSinglePrecision_SaysSo()
    {
        using var backbone = new TableBackbone(new float[,] { { 1e20f }, { 2e20f } });

        SraClException error = Assert.Throws<SraClException>(() => new Evaluator().Evaluate(backbone, TestData.Split([[1, 2]])));

        Assert.Contains("exceed single precision", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_WrongShapes_NamesShapes()
    {
        using var backbone = new TableBackbone(TestData.Vectors(10, 3, seed: 13)) { OnEncoded = sums => sums.narrow(1, 0, 2) };

        SraClException error = Assert.Throws<SraClException>(() => new Evaluator().Evaluate(backbone, TestData.Split(5, 10, seed: 14)));

        Assert.Contains("Encode gave [5, 2]; expected [5, 3]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_ItemOutsideCatalogue_NamesCaseAndItem()
    {
        using var backbone = new TableBackbone(TestData.Vectors(3, 3, seed: 15));

        SraClException error = Assert.Throws<SraClException>(() => new Evaluator().Evaluate(backbone, TestData.Split([[1, 2], [1, 4]])));

        Assert.Contains("Case 1 of the split 'test' has item 4, but the backbone knows the items 1 to 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_NoCases_SaysSo()
    {
        using var backbone = new TableBackbone(TestData.Vectors(3, 3, seed: 15));

        SraClException error = Assert.Throws<SraClException>(() => new Evaluator().Evaluate(backbone, TestData.Split([])));

        Assert.Contains("'test' has no cases", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_Cancelled_StopsBetweenBlocks()
    {
        using var source = new CancellationTokenSource();
        using var backbone = new TableBackbone(TestData.Vectors(10, 3, seed: 16));
        int calls = 0;
        backbone.OnEncoded = sums =>
        {
            calls++;
            source.Cancel();
            return sums;
        };

        Assert.Throws<OperationCanceledException>(() => Evaluator(SeenItems.Keep, TieRule.Optimistic, batch: 1).Evaluate(backbone, TestData.Split(5, 10, seed: 17), source.Token));

        Assert.Equal(1, calls);
    }

    [Theory]
    [InlineData(0, 1, 5, "BatchSize is 0")]
    [InlineData(1, 0, 5, "ItemChunkSize is 0")]
    [InlineData(1, 1 << 25, 5, "ItemChunkSize is 33554432")]
    [InlineData(1, 1, 0, "CutOffs is [0]")]
    public void Constructor_InvalidOptions_NamesThem(int batch, int chunk, int cutOff, string expected)
    {
        var options = new EvaluationOptions { BatchSize = batch, ItemChunkSize = chunk, CutOffs = [cutOff] };

        SraClException error = Assert.Throws<SraClException>(() => new Evaluator(options));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static Evaluator Evaluator(SeenItems seen, TieRule ties, int batch = 512, int chunk = 4096) =>
        new(new EvaluationOptions { SeenItems = seen, TieRule = ties, BatchSize = batch, ItemChunkSize = chunk });
}
