using SraCl.Training.Statistics;

namespace SraCl.Training.Tests.Statistics;

public sealed class SeedSummaryTests
{
    // By mpmath 1.3: mean ± t(.975, 2) · deviation / √3.
    [Fact]
    public void Of_ThreeSeeds_EqualsGoldenValues()
    {
        var summary = SeedSummary.Of([.1013, .1025, .0998]);

        Assert.Equal(3, summary.Count);
        Assert.Equal(0.1012, summary.Mean, 12);
        Assert.Equal(0.0013527749258468683, summary.StandardDeviation!.Value, 12);
        Assert.Equal(0.097839520791193537, summary.Interval!.Value.Lower, 12);
        Assert.Equal(0.10456047920880646, summary.Interval.Value.Upper, 12);
    }

    [Fact]
    public void Of_OneSeed_HasNoDeviation() => Assert.Equal(new SeedSummary(1, 0.3, null, null), SeedSummary.Of([0.3]));

    [Fact]
    public void Of_EqualSeeds_HasNoWidth() => Assert.Equal(new SeedSummary(3, 0.5, 0, new ConfidenceInterval(0.5, 0.5, 0.95)), SeedSummary.Of([0.5, 0.5, 0.5]));

    [Fact]
    public void Of_NoSeed_Throws() => Assert.Throws<ArgumentException>(() => SeedSummary.Of([]));
}
