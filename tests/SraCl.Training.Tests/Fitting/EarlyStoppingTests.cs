using SraCl.Training.Fitting;

namespace SraCl.Training.Tests.Fitting;

public sealed class EarlyStoppingTests
{
    [Fact]
    public void Observe_OfficialRuleRoundedTie_CountsAsBetterAndRenewsPatience()
    {
        var stopping = new EarlyStopping(SelectionRule.Official, minDelta: 0, patience: 1);

        Assert.True(stopping.Observe(0.03214));
        Assert.False(stopping.Observe(0.0320));
        Assert.True(stopping.Observe(0.03206)); // Both round to 0.0321.
        Assert.False(stopping.Observe(0.0320));
        Assert.False(stopping.ShouldStop);
        Assert.False(stopping.Observe(0.0320));
        Assert.True(stopping.ShouldStop);
    }

    [Fact]
    public void ShouldStop_OfficialPatience10_StopsAtTheEleventhWorseEpoch()
    {
        var stopping = new EarlyStopping(SelectionRule.Official, minDelta: 0, patience: 10);
        stopping.Observe(0.5);
        for (int worse = 1; worse <= 10; worse++)
        {
            stopping.Observe(0.4);
            Assert.False(stopping.ShouldStop);
        }

        stopping.Observe(0.4);
        Assert.True(stopping.ShouldStop);
    }

    [Fact]
    public void Observe_MinDelta_NeedsMoreThanTheDelta()
    {
        var stopping = new EarlyStopping(SelectionRule.MinDelta, minDelta: 0.01, patience: 0);

        Assert.True(stopping.Observe(0.5));
        Assert.False(stopping.Observe(0.505));
        Assert.True(stopping.ShouldStop);
        Assert.True(stopping.Observe(0.511));
        Assert.False(stopping.ShouldStop);
    }
}
