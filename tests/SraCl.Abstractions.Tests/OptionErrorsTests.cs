using System.Globalization;

namespace SraCl.Abstractions.Tests;

public sealed class OptionErrorsTests
{
    private static int Width => 0;

    [Fact]
    public void Throw_NothingWrong_DoesNothing()
    {
        const int Right = 1;
        var errors = new OptionErrors();
        errors.AtLeastOne(Right);
        errors.Probability(0);
        errors.Positive(double.Epsilon);
        errors.NotNegative(0);
        errors.Defined(DayOfWeek.Friday);
        errors.Require(true, null, "anything");

        errors.Throw("Not reached.");
    }

    [Fact]
    public void Throw_SeveralErrors_NamesValuesInOneMessage()
    {
        const double Rate = 1.5;
        var errors = new OptionErrors();
        errors.AtLeastOne(Width);
        errors.Probability(Rate);
        errors.Add("More is wrong.");

        Assert.Equal(
            "The layer is not valid. Width is 0; expected at least 1. Rate is 1.5; expected a probability in [0, 1). More is wrong.",
            Assert.Throws<SraClException>(() => errors.Throw("The layer is not valid.")).Message);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void Probability_OutsideItsRange_IsAnError(double value) => AssertOne(errors => errors.Probability(value));

    [Theory]
    [InlineData(0.0)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NaN)]
    public void Positive_OutsideItsRange_IsAnError(double value) => AssertOne(errors => errors.Positive(value));

    [Theory]
    [InlineData(-1e-300)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NaN)]
    public void NotNegative_OutsideItsRange_IsAnError(double value) => AssertOne(errors => errors.NotNegative(value));

    [Fact]
    public void Defined_UnknownValue_NamesAllThereAre()
    {
        var errors = new OptionErrors();
        errors.Defined((DayOfWeek)9, "Day");

        Assert.StartsWith("X. Day is 9; expected one of Sunday, Monday,", Assert.Throws<SraClException>(() => errors.Throw("X.")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Require_AnotherCulture_WritesNumbersAlike()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var withComma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        withComma.NumberFormat.NumberDecimalSeparator = ",";
        try
        {
            CultureInfo.CurrentCulture = withComma;
            var errors = new OptionErrors();
            errors.Positive(-0.5, "Rate");

            Assert.Contains("Rate is -0.5;", Assert.Throws<SraClException>(() => errors.Throw("X.")).Message, StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static void AssertOne(Action<OptionErrors> check)
    {
        var errors = new OptionErrors();
        check(errors);
        Assert.Throws<SraClException>(() => errors.Throw("X."));
    }
}
