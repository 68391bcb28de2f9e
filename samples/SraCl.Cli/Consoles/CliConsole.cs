using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace SraCl.Cli.Consoles;

/// <summary>Where a command writes: reports for people, one JSON object for machines, errors.</summary>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="OutIsTerminal">Whether standard output is a terminal; if not, nothing but plain lines goes there.</param>
/// <param name="ErrorIsTerminal">Whether standard error is a terminal.</param>
internal sealed record CliConsole(TextWriter Out, TextWriter Error, bool OutIsTerminal = false, bool ErrorIsTerminal = false)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // Never goes into HTML.
    };

    /// <summary>Gets the console of this process.</summary>
    public static CliConsole OfProcess() => new(Console.Out, Console.Error, !Console.IsOutputRedirected, !Console.IsErrorRedirected);

    /// <summary>Gets the console for reports and progress: standard output, unless that is kept for JSON.</summary>
    /// <param name="json">Whether standard output is kept for a JSON object.</param>
    public IAnsiConsole Report(bool json)
    {
        bool terminal = json ? ErrorIsTerminal : OutIsTerminal;
        IAnsiConsole report = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(json ? Error : Out),
            Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = terminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = terminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!terminal)
        {
            // Lines of a file or a pipe are as long as they are.
            report.Profile.Width = 1000;
        }

        return report;
    }

    /// <summary>Writes a JSON object to standard output.</summary>
    /// <param name="value">The object.</param>
    public void WriteJson(JsonObject value) => Out.WriteLine(value.ToJsonString(Json));
}
