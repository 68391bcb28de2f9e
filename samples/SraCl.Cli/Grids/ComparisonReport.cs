using System.Globalization;
using System.Text.Json;
using Spectre.Console;
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
        Write(JsonFile, GridJson.Create(result).ToJsonString(Indented));
        Write(MarkdownFile, Markdown(result));
        Write(PageFile, ComparisonPage.Create(result));

        void Write(string name, string text)
        {
            string path = Path.Combine(directory, name);
            File.WriteAllText(path + ".tmp", text);
            File.Move(path + ".tmp", path, overwrite: true);
        }
    }

    private static string Markdown(GridResult result)
    {
        const int Wide = 400; // No cell wraps.
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = Wide;
        console.Profile.Capabilities.Unicode = true;
        console.Line($"# Comparison of recommenders");
        console.Line($"");
        GridTable.Write(console, result, markdown: true);
        return writer.ToString();
    }
}
