using SraCl.Training.Search;

namespace SraCl.Training.Tests.Search;

public sealed class SearchSpaceTests
{
    private static readonly SearchDimension Alpha = SearchDimension.Parse("--alpha", "0.1,0.2");
    private static readonly SearchDimension K = SearchDimension.Parse("--k", "5,10,20", whole: true);
    private static readonly SearchDimension Rate = SearchDimension.Parse("--learning-rate", "1e-4..1e-2log");

    [Fact]
    public void Grid_TwoLists_HasEveryCombinationOnce()
    {
        var space = SearchSpace.Grid([Alpha, K]);

        Assert.Equal(6, space.TrialCount);
        Assert.Equal([[0.1, 5], [0.1, 10], [0.1, 20], [0.2, 5], [0.2, 10], [0.2, 20]], Enumerable.Range(1, 6).Select(space.Trial));
    }

    [Fact]
    public void Random_MoreTrials_BeginWithThoseOfFewer()
    {
        var few = SearchSpace.Random([Alpha, Rate], 5, seed: 3);
        var many = SearchSpace.Random([Alpha, Rate], 50, seed: 3);

        Assert.Equal(Enumerable.Range(1, 5).Select(few.Trial), Enumerable.Range(1, 5).Select(many.Trial));
        Assert.Equal(50, Enumerable.Range(1, 50).Select(number => many.Trial(number)[1]).Distinct().Count());
    }

    [Fact]
    public void Random_AnotherSetting_LeavesTheOthersAsTheyWere()
    {
        var one = SearchSpace.Random([Rate], 10, seed: 3);
        var two = SearchSpace.Random([Alpha, Rate], 10, seed: 3);

        Assert.Equal(Enumerable.Range(1, 10).Select(number => one.Trial(number)[0]), Enumerable.Range(1, 10).Select(number => two.Trial(number)[1]));
    }

    [Fact]
    public void Random_AnotherSeed_GivesOtherTrials() =>
        Assert.NotEqual(SearchSpace.Random([Rate], 1, seed: 3).Trial(1), SearchSpace.Random([Rate], 1, seed: 4).Trial(1));

    [Fact]
    public void Grid_Range_SaysThatItHasNoPoints() =>
        Assert.Contains("--learning-rate is the range '1e-4..1e-2log'", Assert.Throws<SraClException>(() => SearchSpace.Grid([Alpha, Rate])).Message, StringComparison.Ordinal);

    [Fact]
    public void Grid_TooManyCombinations_NamesTheSettings()
    {
        string thousand = string.Join(',', Enumerable.Range(1, 1000));

        SraClException error = Assert.Throws<SraClException>(() => SearchSpace.Grid([SearchDimension.Parse("--a", thousand), SearchDimension.Parse("--b", thousand)]));

        Assert.Contains("--a, --b", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Grid_NoDimension_SaysSo() => Assert.Contains("no setting", Assert.Throws<SraClException>(() => SearchSpace.Grid([])).Message, StringComparison.Ordinal);

    [Fact]
    public void Random_DimensionTwice_NamesIt() =>
        Assert.Contains("--alpha twice", Assert.Throws<SraClException>(() => SearchSpace.Random([Alpha, Alpha], 1, 1)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Trial_OutOfRange_Throws(int number) => Assert.Throws<ArgumentOutOfRangeException>(() => SearchSpace.Grid([Alpha, K]).Trial(number));
}
