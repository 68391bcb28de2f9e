using SraCl.Cli.Consoles;
using Spectre.Console;

namespace SraCl.Cli.Tests.Consoles;

public sealed class ReportFilesTests
{
    [Fact]
    public void Markdown_OfATable_HasNoSpacesAtTheEndsOfLines()
    {
        string text = ReportFiles.Markdown("Heading", console => console.Write(new Table().Border(TableBorder.Markdown).AddColumns("Name", "Value").AddRow("a", "1")));

        string[] lines = text.Split('\n');
        Assert.Equal("# Heading", lines[0]);
        Assert.Contains(lines, line => line.StartsWith("| a", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Equal(line.TrimEnd(), line));
    }
}
