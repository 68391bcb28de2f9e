using System.CommandLine;

namespace SraCl.Cli.Consoles;

/// <summary>Writes options as they were given, for another command.</summary>
internal static class GivenOptions
{
    /// <summary>Gets whether an option stands on the command line.</summary>
    /// <param name="parsed">The command line, without errors.</param>
    /// <param name="option">The option.</param>
    public static bool IsGiven(this ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>Writes those of some options that were given.</summary>
    /// <param name="parsed">The command line, without errors.</param>
    /// <param name="options">The options.</param>
    public static string Given(this ParseResult parsed, IEnumerable<Option> options) => string.Join(
        ' ', options.Where(parsed.IsGiven).SelectMany(option => parsed.GetResult(option)!.Tokens.Select(token => ShellText.Argument(token.Value)).Prepend(option.Name)));
}
