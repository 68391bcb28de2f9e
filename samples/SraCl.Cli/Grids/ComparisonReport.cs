using System.Text.Json;
using SraCl.Cli.Consoles;

namespace SraCl.Cli.Grids;

/// <summary>The report of a comparison beside its runs: as a page to look at, as Markdown, and as JSON for programs.</summary>
internal static class ComparisonReport
{
    /// <summary>The name of the page.</summary>
    public const string PageFile = "comparison.html";

    private const string MarkdownFile = "comparison.md";
    private const string JsonFile = "comparison.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Saves the report; earlier ones are replaced.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="result">The result, with at least one finished run.</param>
    public static void Save(string directory, GridResult result)
    {
        ReportFiles.Write(directory, JsonFile, GridJson.Create(result).ToJsonString(Indented));
        ReportFiles.Write(directory, MarkdownFile, ReportFiles.Markdown("Comparison of recommenders", console => GridTable.Write(console, result, markdown: true)));
        ReportFiles.Write(directory, PageFile, ComparisonPage.Create(result));
    }
}
