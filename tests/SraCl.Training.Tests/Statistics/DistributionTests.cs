using SraCl.Training.Statistics;

namespace SraCl.Training.Tests.Statistics;

/// <summary>Golden values: mpmath 1.3 with 30 digits (<c>betainc(df/2, 1/2, 0, df/(df+t²), regularized=True)</c>, <c>erfc(z/√2)/2</c>, <c>loggamma</c>; quantiles by bisection).</summary>
public sealed class DistributionTests
{
    private const double Precision = 1e-11;

    [Theory]
    [InlineData(0.5, 1, 0.70483276469913345)]
    [InlineData(2, 4, 0.11611652351681559)]
    [InlineData(2.776, 4, 0.050022778319976412)]
    [InlineData(1.96, 1000, 0.050273184955748718)]
    [InlineData(3.5, 22362, 0.00046616361610902292)]
    [InlineData(12, 7, 6.3583103781851003e-6)]
    [InlineData(0.01, 30, 0.9920874925731777)]
    [InlineData(40, 3, 3.4380680789158528e-5)]
    [InlineData(double.PositiveInfinity, 3, 0)]
    [InlineData(0, 3, 1)]
    public void TwoSidedTail_OfStudent_EqualsGoldenValue(double t, double degreesOfFreedom, double expected)
    {
        AssertClose(expected, StudentDistribution.TwoSidedTail(t, degreesOfFreedom));
        AssertClose(expected, StudentDistribution.TwoSidedTail(-t, degreesOfFreedom));
    }

    [Theory]
    [InlineData(0.95, 1, 12.706204736174705)]
    [InlineData(0.95, 2, 4.3026527297494639)]
    [InlineData(0.95, 4, 2.7764451051977944)]
    [InlineData(0.99, 9, 3.2498355415921263)]
    [InlineData(0.9, 30, 1.6972608865939578)]
    [InlineData(0.95, 22362, 1.96007007511576)]
    public void Quantile_OfStudent_EqualsGoldenValue(double level, double degreesOfFreedom, double expected) =>
        AssertClose(expected, StudentDistribution.Quantile(level, degreesOfFreedom));

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(0.5, 0.3085375387259869)]
    [InlineData(1, 0.15865525393145705)]
    [InlineData(1.959963984540054, 0.025000000000000014)]
    [InlineData(2.99, 0.0013948872354922505)]
    [InlineData(3, 0.0013498980316300945)]
    [InlineData(3.01, 0.0013062384487694678)]
    [InlineData(5, 2.8665157187919391e-7)]
    [InlineData(10, 7.6198530241605261e-24)]
    [InlineData(37, 5.7255712225245768e-300)]
    public void UpperTail_OfNormal_EqualsGoldenValue(double z, double expected)
    {
        AssertClose(expected, NormalDistribution.UpperTail(z));
        AssertClose(1 - expected, NormalDistribution.UpperTail(-z));
        AssertClose(1 - expected, NormalDistribution.Cumulative(z));
    }

    [Theory]
    [InlineData(0.025, -1.959963984540054)]
    [InlineData(0.975, 1.959963984540054)]
    [InlineData(0.5, 0)]
    [InlineData(0.0013498980316300945, -3)]
    public void Quantile_OfNormal_EqualsGoldenValue(double share, double expected) => Assert.Equal(expected, NormalDistribution.Quantile(share), 12);

    [Theory]
    [InlineData(0.5, 0.57236494292470009)]
    [InlineData(7.5, 7.534364236758733)]
    [InlineData(100, 359.1342053695754)]
    [InlineData(11181.5, 93048.878789482368)]
    public void LogGamma_Argument_EqualsGoldenValue(double x, double expected) => AssertClose(expected, IncompleteBeta.LogGamma(x));

    private static void AssertClose(double expected, double actual) => Assert.InRange(actual, expected - (Precision * Math.Abs(expected)), expected + (Precision * Math.Abs(expected)));
}
