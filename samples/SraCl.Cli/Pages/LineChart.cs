using System.Globalization;
using System.Text;
using static SraCl.Cli.Pages.HtmlPage;

namespace SraCl.Cli.Pages;

/// <summary>Lines over a common horizontal axis.</summary>
internal static class LineChart
{
    private const int Width = 480;
    private const int Height = 240;
    private const int Left = 52;
    private const int Right = 10;
    private const int Top = 8;
    private const int Bottom = 34;
    private const int Ticks = 5;

    /// <summary>Makes the chart. The pointer shows what a line is; its color is explained by <see cref="HtmlPage.Key"/>.</summary>
    /// <param name="label">What the chart shows, for those who cannot see it.</param>
    /// <param name="horizontal">What the horizontal axis is.</param>
    /// <param name="curves">The lines; points that are not finite are left out.</param>
    /// <param name="fromZero">Whether the vertical axis begins at 0 rather than at the least value.</param>
    public static string Create(string label, string horizontal, IReadOnlyList<Curve> curves, bool fromZero = false)
    {
        (double X, double Y)[] all = [.. curves.SelectMany(curve => curve.Points).Where(IsFinite)];
        if (all.Length == 0)
        {
            return string.Empty;
        }

        double[] xTicks = AxisTicks.Create(all.Min(point => point.X), all.Max(point => point.X), Ticks, whole: true);
        double[] yTicks = AxisTicks.Create(fromZero ? Math.Min(0, all.Min(point => point.Y)) : all.Min(point => point.Y), all.Max(point => point.Y), Ticks);
        (double x0, double x1) = (Math.Min(xTicks[0], all.Min(point => point.X)), Math.Max(xTicks[^1], all.Max(point => point.X)));
        (double y0, double y1) = (yTicks[0], yTicks[^1]);
        var drawn = new StringBuilder();
        foreach (double tick in yTicks)
        {
            drawn.Append(Invariant($"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(tick):F1}\" y2=\"{Y(tick):F1}\"/>"))
                .Append(Invariant($"<text class=\"tick\" x=\"{Left - 6}\" y=\"{Y(tick) + 4:F1}\" text-anchor=\"end\">{tick.ToString("0.####", CultureInfo.InvariantCulture)}</text>\n"));
        }

        foreach (double tick in xTicks)
        {
            drawn.Append(Invariant($"<text class=\"tick\" x=\"{X(tick):F1}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\">{tick.ToString("0.##", CultureInfo.InvariantCulture)}</text>\n"));
        }

        drawn.Append(Invariant($"<text class=\"tick\" x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 4}\" text-anchor=\"middle\">{Escape(horizontal)}</text>\n"));
        foreach (Curve curve in curves)
        {
            string points = string.Join(' ', curve.Points.Where(IsFinite).Select(point => Invariant($"{X(point.X):F1},{Y(point.Y):F1}")));
            drawn.Append(Invariant($"<g><title>{Escape(curve.Name)}</title><polyline class=\"curve\" style=\"stroke: {curve.Color}\" points=\"{points}\"/>"));
            if (curve.Marked is { } marked && IsFinite(curve.Points[marked]))
            {
                (double x, double y) = curve.Points[marked];
                drawn.Append(Invariant($"<circle cx=\"{X(x):F1}\" cy=\"{Y(y):F1}\" r=\"4\" style=\"fill: {curve.Color}\"><title>{Escape(curve.Name)}: {y:G5} at {x:G5}</title></circle>"));
            }

            drawn.Append("</g>\n");
        }

        return Invariant($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Escape(label)}\">\n{drawn}</svg>\n");

        double X(double x) => Left + (x1 > x0 ? (x - x0) / (x1 - x0) : 0.5) * (Width - Left - Right);
        double Y(double y) => Top + (y1 > y0 ? (y1 - y) / (y1 - y0) : 0.5) * (Height - Top - Bottom);
    }

    private static bool IsFinite((double X, double Y) point) => double.IsFinite(point.X) && double.IsFinite(point.Y);
}
