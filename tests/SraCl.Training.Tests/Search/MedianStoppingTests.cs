using SraCl.Training.Search;

namespace SraCl.Training.Tests.Search;

public sealed class MedianStoppingTests
{
    private static readonly MedianStopping Rule = new(WarmUpEpochs: 1, WarmUpTrials: 3);

    // Means up to the third epoch: 0.25, 0.5 and, of the two epochs that it had, 0.375; their median is 0.375.
    private static readonly double[][] Earlier = [[.125, .25, .375, .9], [.375, .5, .625], [.25, .5]];

    [Theory]
    [InlineData(true, .1, .2, .374)]
    [InlineData(false, .1, .2, .375)]
    [InlineData(false, .1, .376, .2)]
    [InlineData(true, .1, .2)]
    [InlineData(false, .1)]
    public void ShouldStop_Scores_ComparesTheBestWithTheMedianOfMeans(bool expected, params double[] scores) => Assert.Equal(expected, Rule.ShouldStop(scores, Earlier));

    [Fact]
    public void ShouldStop_EvenNumberOfTrials_TakesTheMiddleOfTwo()
    {
        // Means up to the second epoch: 0.1, 0.2, 0.4, 0.5; their median is 0.3.
        double[][] earlier = [[.1, .1], [.2, .2], [.4, .4], [.5, .5]];

        Assert.True(Rule.ShouldStop([.29, .29], earlier));
        Assert.False(Rule.ShouldStop([.29, .31], earlier));
    }

    [Fact]
    public void ShouldStop_TooFewTrials_IsFalse() => Assert.False(Rule.ShouldStop([0, 0, 0], Earlier[..2]));

    [Fact]
    public void ShouldStop_TrialsWithoutEpochs_AreNoMeasure() => Assert.False(Rule.ShouldStop([0, 0, 0], [[], [], []]));

    [Fact]
    public void Validate_OutOfRange_NamesBoth()
    {
        SraClException error = Assert.Throws<SraClException>(new MedianStopping(-1, 0).Validate);

        Assert.Contains("WarmUpEpochs is -1", error.Message, StringComparison.Ordinal);
        Assert.Contains("WarmUpTrials is 0", error.Message, StringComparison.Ordinal);
    }
}
