using SraCl.Randomness;
using SraCl.Training.Search;

namespace SraCl.Training.Tests.Search;

public sealed class SearchDimensionTests
{
    [Theory]
    [InlineData("0.1", false, 0.1)]
    [InlineData("0.05, 0.1,1e-3", false, 0.05, 0.1, 0.001)]
    [InlineData("5,10", true, 5.0, 10.0)]
    public void Parse_List_GivesItsValues(string text, bool whole, params double[] expected)
    {
        var dimension = SearchDimension.Parse("--x", text, whole);

        Assert.False(dimension.IsRange);
        Assert.Equal(expected, dimension.Values);
    }

    [Theory]
    [InlineData("0.1..0.5", false, 0.1, 0.5)]
    [InlineData("1e-4..1E-1log", false, 1e-4, 1e-1)]
    [InlineData("-1..1", false, -1, 1)]
    [InlineData("3..5", true, 3, 5)]
    [InlineData("2..64LOG", true, 2, 64)]
    public void Draw_Range_StaysInItAndReachesItsEnds(string text, bool whole, double low, double high)
    {
        var dimension = SearchDimension.Parse("--x", text, whole);
        double[] drawn = Draws(dimension, 2000);

        Assert.True(dimension.IsRange);
        Assert.All(drawn, value => Assert.InRange(value, low, high));
        Assert.InRange(drawn.Min(), low, low + ((high - low) * 0.02));
        Assert.InRange(drawn.Max(), high - ((high - low) * 0.02), high);
        Assert.All(drawn, value => Assert.Equal(value, double.Parse(SearchDimension.Write(value), System.Globalization.CultureInfo.InvariantCulture)));
        Assert.All(drawn, value => Assert.True(!whole || value == Math.Round(value)));
    }

    [Fact]
    public void Draw_LogarithmicRange_HasEqualPartsAnOrderOfMagnitude()
    {
        double[] drawn = Draws(SearchDimension.Parse("--x", "0.001..1log"), 3000);

        Assert.InRange(drawn.Count(value => value < 0.01) / 3000.0, 0.3, 0.37);
        Assert.InRange(drawn.Count(value => value >= 0.1) / 3000.0, 0.3, 0.37);
    }

    [Fact]
    public void Draw_WholeRange_HasEachNumberAlike()
    {
        double[] drawn = Draws(SearchDimension.Parse("--x", "3..5", whole: true), 3000);

        Assert.All(new[] { 3, 4, 5 }, number => Assert.InRange(drawn.Count(value => value == number) / 3000.0, 0.3, 0.37));
    }

    [Fact]
    public void Draw_List_HasEachValueAlike()
    {
        double[] drawn = Draws(SearchDimension.Parse("--x", "0.1,0.7"), 2000);

        Assert.InRange(drawn.Count(value => value == 0.7) / 2000.0, 0.46, 0.54);
    }

    [Fact]
    public void Draw_Range_IsRoundedToFourDigits() => Assert.All(Draws(SearchDimension.Parse("--x", "0.01..0.5log"), 100), value => Assert.True(SearchDimension.Write(value).TrimStart('0', '.').Length <= 4));

    [Theory]
    [InlineData("", false)]
    [InlineData(",", false)]
    [InlineData("a", false)]
    [InlineData("0.1,0.1", false)]
    [InlineData("0.5..0.1", false)]
    [InlineData("0.1..0.1", false)]
    [InlineData("0..1log", false)]
    [InlineData("1..2..3", false)]
    [InlineData("..1", false)]
    [InlineData("NaN", false)]
    [InlineData("0..Infinity", false)]
    [InlineData("1.5", true)]
    [InlineData("1..2.5", true)]
    public void Parse_AnythingElse_NamesSettingTextAndCure(string text, bool whole)
    {
        SraClException error = Assert.Throws<SraClException>(() => SearchDimension.Parse("--alpha", text, whole));

        Assert.StartsWith($"--alpha is '{text}'; expected a {(whole ? "whole number such as 10" : "number such as 0.1")}", error.Message, StringComparison.Ordinal);
    }

    private static double[] Draws(SearchDimension dimension, int count)
    {
        CounterRandom random = CounterRandom.Create(11);
        var values = new double[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = dimension.Draw(ref random);
        }

        return values;
    }
}
