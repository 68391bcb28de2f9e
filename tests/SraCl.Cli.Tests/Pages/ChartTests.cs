using System.Xml.Linq;
using SraCl.Cli.Pages;

namespace SraCl.Cli.Tests.Pages;

public sealed class ChartTests
{
    [Fact]
    public void BarChart_ValuesAndWhiskers_AreToScale()
    {
        XElement chart = XElement.Parse(BarChart.Create("HR", [new Bar("one <&>", 0.1, "red"), new Bar("two", 0.2, "blue", 0.15, 0.25)]));

        double[] widths = [.. chart.Descendants("rect").Select(bar => (double)bar.Attribute("width")!)];
        Assert.Equal(2, widths[1] / widths[0], 0.01);
        XElement whisker = Assert.Single(chart.Descendants("line"));
        Assert.Equal(widths[1] * 0.75, (double)whisker.Attribute("x1")!, 0.2);
        Assert.Equal(widths[1] * 1.25, (double)whisker.Attribute("x2")!, 0.2);
        Assert.Contains(chart.Descendants("text"), text => string.Equals(text.Value, "one <&>", StringComparison.Ordinal));
        Assert.Contains(chart.Descendants("title"), title => string.Equals(title.Value, "two: 0.2000 (0.1500 to 0.2500)", StringComparison.Ordinal));
    }

    [Fact]
    public void BarChart_AllZero_HasNoWidth() =>
        Assert.All(XElement.Parse(BarChart.Create("HR", [new Bar("one", 0, "red")])).Descendants("rect"), bar => Assert.Equal(0, (double)bar.Attribute("width")!));

    [Fact]
    public void LineChart_RisingCurve_RisesFromLeftToRightInsideTheChart()
    {
        XElement chart = XElement.Parse(LineChart.Create("loss", "epoch", [new Curve("a", "red", [(1, 0.5), (2, double.NaN), (3, 1.5)], Marked: 2)]));

        (double X, double Y)[] points = [.. chart.Descendants("polyline").Single().Attribute("points")!.Value.Split(' ').Select(point =>
        {
            string[] parts = point.Split(',');
            return (double.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), double.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
        })];
        Assert.Equal(2, points.Length); // What is not a number is left out.
        Assert.True(points[0].X < points[1].X && points[0].Y > points[1].Y);
        Assert.All(points, point => Assert.True(point is { X: >= 0 and <= 480, Y: >= 0 and <= 240 }));
        XElement dot = Assert.Single(chart.Descendants("circle"));
        Assert.Equal(points[1], ((double)dot.Attribute("cx")!, (double)dot.Attribute("cy")!));
    }

    [Fact]
    public void LineChart_NothingToDraw_IsEmpty() => Assert.Equal(string.Empty, LineChart.Create("loss", "epoch", [new Curve("a", "red", [])]));

    [Fact]
    public void ScatterChart_Points_KeepTheirDistances()
    {
        XElement chart = XElement.Parse(ScatterChart.Create("map", [new Dot(0, 0, "red", "a"), new Dot(10, 0, "red", "b"), new Dot(0, 5, "red", "c", Faint: true)]));

        Dictionary<string, XElement> dots = chart.Descendants("circle").ToDictionary(dot => dot.Element("title")!.Value, StringComparer.Ordinal);
        Assert.Equal(2, (X("b") - X("a")) / (Y("a") - Y("c")), 0.01); // Upwards is upwards.
        Assert.Equal("dot faint", dots["c"].Attribute("class")!.Value);

        double X(string name) => (double)dots[name].Attribute("cx")!;
        double Y(string name) => (double)dots[name].Attribute("cy")!;
    }

    [Fact]
    public void ScatterChart_OnePlace_IsFinite() =>
        Assert.DoesNotContain("NaN", ScatterChart.Create("map", [new Dot(1, 1, "red", "a"), new Dot(1, 1, "red", "b")]), StringComparison.Ordinal);
}
