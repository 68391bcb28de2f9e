using System.Text;
using static SraCl.Cli.Pages.HtmlPage;

namespace SraCl.Cli.Pages;

/// <summary>Horizontal bars with whiskers.</summary>
internal static class BarChart
{
    private const int Width = 480;
    private const int ValueRoom = 56;
    private const int Row = 36;
    private const int Thickness = 14;
    private const int Gap = 12;

    /// <summary>Makes the chart. A name stands over its bar and not beside it, so that the chart can be read on a phone.</summary>
    /// <param name="label">What the chart shows, for those who cannot see it.</param>
    /// <param name="bars">The bars.</param>
    public static string Create(string label, IReadOnlyList<Bar> bars)
    {
        double largest = bars.Count == 0 ? 0 : bars.Max(bar => Math.Max(bar.Value, bar.High ?? 0));
        double scale = largest > 0 ? (Width - ValueRoom) / largest : 0;
        var drawn = new StringBuilder();
        double y = 0;
        foreach (Bar bar in bars)
        {
            y += bar.Apart ? Gap : 0;
            double end = bar.Value * scale;
            double top = y + Row - Thickness - 4;
            double middle = top + (Thickness / 2.0);
            drawn.Append(Invariant($"<g><title>{Escape(bar.Note ?? Note(bar))}</title>"))
                .Append(Invariant($"<text x=\"0\" y=\"{top - 4:F1}\">{Escape(bar.Name)}</text>"))
                .Append(Invariant($"<rect x=\"0\" y=\"{top:F1}\" width=\"{end:F1}\" height=\"{Thickness}\" rx=\"2\" style=\"fill: {bar.Color}\"/>"));
            if (bar is { Low: { } low, High: { } high })
            {
                drawn.Append(Invariant($"<line class=\"whisker\" x1=\"{low * scale:F1}\" x2=\"{high * scale:F1}\" y1=\"{middle:F1}\" y2=\"{middle:F1}\"/>"));
            }

            drawn.Append(Invariant($"<text class=\"value\" x=\"{Math.Max(end, (bar.High ?? 0) * scale) + 6:F1}\" y=\"{middle + 4:F1}\">{bar.Value:F4}</text></g>\n"));
            y += Row;
        }

        return Invariant($"<svg viewBox=\"0 0 {Width} {y:F0}\" role=\"img\" aria-label=\"{Escape(label)}\">\n{drawn}</svg>\n");
    }

    private static string Note(Bar bar) => bar is { Low: { } low, High: { } high }
        ? Invariant($"{bar.Name}: {bar.Value:F4} ({low:F4} to {high:F4})")
        : Invariant($"{bar.Name}: {bar.Value:F4}");
}
