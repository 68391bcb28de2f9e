using System.Globalization;
using Spectre.Console;

namespace SraCl.Cli.Consoles;

/// <summary>Writes lines of text to a report.</summary>
internal static class ReportLines
{
    /// <summary>Writes a line as it is; a terminal wraps it where it must, so that a command in it can still be copied whole.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="text">The line; numbers are written the same in every culture.</param>
    public static void Line(this IAnsiConsole report, FormattableString text) =>
        report.Profile.Out.Writer.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
