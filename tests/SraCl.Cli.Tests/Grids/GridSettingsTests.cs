using SraCl.Cli.Grids;

namespace SraCl.Cli.Tests.Grids;

public sealed class GridSettingsTests
{
    [Theory]
    [InlineData("""{"A":1,"B":{"C":true}}""", """{"B":{"C":true},"A":1}""")]
    [InlineData("""{"A":1}""", """{"A":1,"B":null}""")]
    [InlineData("""{"A":1}""", """{"A":2}""", "A is 1 there and 2 now")]
    [InlineData("""{"A":{"B":1}}""", """{"A":null}""", "B is 1 there and none now")]
    [InlineData("""{"A":[5,10]}""", """{"A":[5]}""", "A is [5,10] there and [5] now")]
    public void Differences_TwoSettings_NamesWhatDiffers(string there, string now, params string[] expected) =>
        Assert.Equal(expected, GridSettings.Differences(there, now));
}
