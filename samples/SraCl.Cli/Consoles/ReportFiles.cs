using System.Globalization;
using Spectre.Console;

namespace SraCl.Cli.Consoles;

/// <summary>Reports as files.</summary>
internal static class ReportFiles
{
    /// <summary>Saves a file; an earlier one is replaced as a whole.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="name">The name of the file.</param>
    /// <param name="text">What it says.</param>
    public static void Write(string directory, string name, string text)
    {
        string path = Path.Combine(directory, name);
        File.WriteAllText(path + ".tmp", text);
        File.Move(path + ".tmp", path, overwrite: true);
    }

    /// <summary>Makes Markdown of what is written to a console.</summary>
    /// <param name="heading">The heading of the page.</param>
    /// <param name="write">Writes the tables.</param>
    public static string Markdown(string heading, Action<IAnsiConsole> write)
    {
        const int Wide = 400; // No cell wraps.
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = Wide;
        console.Profile.Capabilities.Unicode = true;
        console.Line($"# {heading}");
        console.Line($"");
        write(console);

        // Tables fill the lines around them with spaces.
        return string.Join('\n', writer.ToString().Split('\n').Select(line => line.TrimEnd()));
    }
}
