using SraCl.Training.Evaluation;

namespace SraCl.Training.Tests.Evaluation;

public sealed class EvaluationResultTests
{
    private static readonly double[] GoldenRanks = [1, 3, 7, 12, 25];

    [Theory]
    [InlineData("HR@5", 0.4)]
    [InlineData("NDCG@5", 0.3)]
    [InlineData("MRR@5", 0.2666667)]
    [InlineData("HR@10", 0.6)]
    [InlineData("NDCG@10", 0.3666667)]
    [InlineData("MRR@10", 0.2952381)]
    [InlineData("HR@20", 0.8)]
    [InlineData("NDCG@20", 0.4207143)]
    [InlineData("MRR@20", 0.3119048)]
    public void Metrics_GoldenRanks_EqualGoldenValues(string metric, double expected)
    {
        EvaluationResult result = Result(GoldenRanks);

        Assert.Equal(expected, result.Metrics[metric], 7);
        Assert.Equal(result.Metrics[metric], result.Mean(MetricName.Parse(metric)));
    }

    [Fact]
    public void Mean_Recall_EqualsHitRate() =>
        Assert.Equal(Result(GoldenRanks).Mean(MetricName.Parse("HR@10")), Result(GoldenRanks).Mean(MetricName.Parse("Recall@10")));

    [Fact]
    public void Mean_MeanAveragePrecision_EqualsReciprocalRank() =>
        Assert.Equal(Result(GoldenRanks).Mean(MetricName.Parse("MRR@10")), Result(GoldenRanks).Mean(MetricName.Parse("MAP@10")));

    [Fact]
    public void PerCase_GoldenRanks_KeepsOrder() =>
        Assert.Equal([1, 1.0 / 3, 1.0 / 7, 0, 0], Result(GoldenRanks).PerCase(MetricName.Parse("MRR@10")));

    [Fact]
    public void ToString_Result_SaysNumbersAndProtocol() => Assert.Equal(
        "HR@5 0.4000, NDCG@5 0.3000, MRR@5 0.2667 [test (leave-one-out): full ranking over 30 items, seen items kept, ties count for the target, "
        + "newest 20 items, seed 2024; 5 cases of 5 users]",
        Result(GoldenRanks, 5).ToString());

    [Fact]
    public void Constructor_NoRanks_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => Result([]));

    private static EvaluationResult Result(double[] ranks, params int[] cutOffs)
    {
        var protocol = new EvaluationProtocol
        {
            Split = "test",
            SplitProtocol = "leave-one-out",
            ItemCount = 30,
            SeenItems = SeenItems.Keep,
            TieRule = TieRule.Optimistic,
            MaxLength = 20,
            CutOffs = cutOffs.Length > 0 ? cutOffs : [5, 10, 20],
            Seed = 2024,
        };
        return new EvaluationResult(protocol, ranks, ranks.Length);
    }
}
