using SraCl.Training.Evaluation;

namespace SraCl.Training.Tests.Evaluation;

public sealed class MetricNameTests
{
    [Theory]
    [InlineData("HR@5", MetricKind.HitRate, 5)]
    [InlineData("ndcg@10", MetricKind.NormalizedDiscountedCumulativeGain, 10)]
    [InlineData("MRR@10", MetricKind.MeanReciprocalRank, 10)]
    [InlineData("recall@1000", MetricKind.Recall, 1000)]
    [InlineData("map@10", MetricKind.MeanAveragePrecision, 10)]
    public void Parse_KnownName_GivesKindAndCutOff(string text, MetricKind kind, int cutOff)
    {
        var metric = MetricName.Parse(text);

        Assert.Equal(new MetricName(kind, cutOff), metric);
        Assert.Equal(metric, MetricName.Parse(metric.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("MRR")]
    [InlineData("MRR@")]
    [InlineData("@10")]
    [InlineData("MRR@0")]
    [InlineData("MRR@-1")]
    [InlineData("MRR@1.5")]
    [InlineData("MRR@99999999999")]
    [InlineData("AUC@10")]
    [InlineData("MRR@10@10")]
    public void Parse_AnythingElse_NamesTextAndCure(string text)
    {
        SraClException error = Assert.Throws<SraClException>(() => MetricName.Parse(text));

        Assert.Contains($"'{text}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("MRR@10", error.Message, StringComparison.Ordinal);
        Assert.False(MetricName.TryParse(text, out _));
    }

    [Fact]
    public void Constructor_CutOffBelowOne_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MetricName(MetricKind.HitRate, 0));

    [Theory]
    [InlineData("HR@10", 10, 1)]
    [InlineData("HR@10", 10.5, 0)]
    [InlineData("Recall@10", 10, 1)]
    [InlineData("MRR@10", 4, 0.25)]
    [InlineData("MRR@10", 2.5, 0.4)]
    [InlineData("MRR@10", 11, 0)]
    [InlineData("NDCG@10", 1, 1)]
    [InlineData("NDCG@10", 3, 0.5)]
    [InlineData("NDCG@10", 11, 0)]
    public void Value_Rank_FollowsDefinition(string metric, double rank, double expected) =>
        Assert.Equal(expected, MetricName.Parse(metric).Value(rank), 12);
}
