using System.Text;
using static SraCl.Cli.Pages.HtmlPage;

namespace SraCl.Cli.Pages;

/// <summary>Points of a plane, without axes: only who is near whom counts.</summary>
internal static class ScatterChart
{
    private const int Size = 480;
    private const int Margin = 6;

    /// <summary>Makes the chart.</summary>
    /// <param name="label">What the chart shows, for those who cannot see it.</param>
    /// <param name="dots">The points; at least one.</param>
    public static string Create(string label, IReadOnlyList<Dot> dots)
    {
        (double x0, double x1) = (dots.Min(dot => dot.X), dots.Max(dot => dot.X));
        (double y0, double y1) = (dots.Min(dot => dot.Y), dots.Max(dot => dot.Y));
        double extent = Math.Max(x1 - x0, y1 - y0);
        double scale = extent > 0 ? (Size - (2 * Margin)) / extent : 0;
        int height = (int)Math.Ceiling(((y1 - y0) * scale) + (2 * Margin));
        var drawn = new StringBuilder();
        foreach (Dot dot in dots.OrderBy(dot => !dot.Faint))
        {
            drawn.Append(Invariant($"<circle class=\"{(dot.Faint ? "dot faint" : "dot")}\" cx=\"{Margin + ((dot.X - x0) * scale):F1}\" cy=\"{Margin + ((y1 - dot.Y) * scale):F1}\" r=\"2.6\" style=\"fill: {dot.Color}\"><title>{Escape(dot.Note)}</title></circle>\n"));
        }

        return Invariant($"<svg viewBox=\"0 0 {Size} {height}\" role=\"img\" aria-label=\"{Escape(label)}\">\n{drawn}</svg>\n");
    }
}
