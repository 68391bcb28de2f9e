using System.CommandLine;
using System.Globalization;

namespace SraCl.Cli.Commands;

/// <summary>The option that says which seeds runs are repeated with.</summary>
internal sealed class SeedOptions
{
    private const string Name = "--seeds";
    private const string Expected = "expected a number of seeds such as 3, which means 1 to 3, a range such as 4..6, or a list such as 1,5,7, each seed once";

    private readonly Option<string> _seeds = new(Name)
    {
        Description = "The seeds of the runs: 3 means the seeds 1 to 3; 4..6 and 1,5,7 name them.",
        DefaultValueFactory = _ => "3",
        HelpName = "numbers",
    };

    /// <summary>Adds the option to a command.</summary>
    /// <param name="command">The command.</param>
    public void AddTo(Command command) => command.Options.Add(_seeds);

    /// <summary>Reads the seeds.</summary>
    /// <param name="parsed">The command line, without errors.</param>
    /// <exception cref="SraClException">There is none, one twice, or something else than a number.</exception>
    public IReadOnlyList<long> Read(ParseResult parsed)
    {
        const int Most = 1000;
        string text = parsed.GetRequiredValue(_seeds);
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var seeds = new List<long>();
        foreach (string part in parts)
        {
            string[] ends = part.Split("..");
            long first = Number(ends[0], text);
            long last = ends.Length switch
            {
                1 => first,
                2 => Number(ends[1], text),
                _ => throw Error(text),
            };
            if (parts.Length == 1 && ends.Length == 1 && !text.Contains(',', StringComparison.Ordinal))
            {
                first = 1;
            }

            if (last < first || last - first >= Most)
            {
                throw Error(text);
            }

            for (long seed = first; seed <= last; seed++)
            {
                seeds.Add(seed);
            }
        }

        return seeds.Count > 0 && seeds.Distinct().Count() == seeds.Count ? seeds : throw Error(text);
    }

    private static long Number(string part, string text) =>
        long.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : throw Error(text);

    private static SraClException Error(string text) => new($"{Name} is '{text}'; {Expected}.");
}
