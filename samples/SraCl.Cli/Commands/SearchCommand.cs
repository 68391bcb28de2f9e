using System.CommandLine;
using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Cli.Data;
using SraCl.Cli.Runs;
using SraCl.Cli.Searches;
using SraCl.Training.Search;

namespace SraCl.Cli.Commands;

/// <summary><c>sracl search</c>: tries settings and finds the best by validation.</summary>
internal sealed class SearchCommand
{
    private static readonly MedianStopping Rule = new();

    private readonly DataOptions _data = new();
    private readonly BackboneOptions _backbone = new();
    private readonly ContrastOptions _contrast = new(required: false);
    private readonly FittingOptions _fitting = new();
    private readonly MachineOptions _machine = new();
    private readonly (SearchedSetting Setting, Option<string?> Option)[] _searched =
    [
        .. SearchedSetting.All.Select(setting => (setting, new Option<string?>(setting.Name) { Description = $"{setting.Description}: one value, a list, or with --random a range.", HelpName = "numbers" })),
    ];

    private readonly Option<int?> _random = new("--random") { Description = "Draw this many trials; all combinations of the lists when not given. The same command with a larger number goes on.", HelpName = "number" };
    private readonly Option<long> _searchSeed = new("--search-seed") { Description = "The seed that trials are drawn with.", DefaultValueFactory = _ => 1, HelpName = "number" };
    private readonly Choice<TrialStopping> _stopping = new("--stopping", "When a trial ends early; median: when its best score is below the median of the mean scores of the trials before it, up to the same epoch.", TrialStopping.Median);
    private readonly Option<int> _warmUpEpochs = new("--warm-up-epochs") { Description = "How many epochs a trial has in any case.", DefaultValueFactory = _ => Rule.WarmUpEpochs, HelpName = "number" };
    private readonly Option<int> _warmUpTrials = new("--warm-up-trials") { Description = "How many trials are never stopped.", DefaultValueFactory = _ => Rule.WarmUpTrials, HelpName = "number" };
    private readonly Option<DirectoryInfo?> _itemVectors = new("--item-vectors") { Description = "Start the items' vectors from those of their texts, in a directory that 'sracl prepare' wrote; at random when not given.", HelpName = "directory" };
    private readonly Option<bool> _markdown = new("--markdown") { Description = "Print the tables as Markdown." };
    private readonly Option<DirectoryInfo> _out = new("--out", "-o") { Description = "The directory that keeps every trial and the report; the same command continues there.", Required = true, HelpName = "directory" };

    private SearchCommand()
    {
    }

    private Option[] OwnOptions => [_out, _random, _searchSeed, _stopping.Option, _warmUpEpochs, _warmUpTrials, _markdown, .. _searched.Select(searched => searched.Option)];

    /// <summary>Makes the command.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CliConsole console)
    {
        var self = new SearchCommand();
        var command = new Command(
            "search",
            "Try settings and find the best by validation: lists such as --alpha 0.05,0.1,0.2 in all combinations, or --random 30 with ranges such as --alpha 0.01..0.5log. The best is tested once, in the end. Continues where it was stopped.");
        self._data.AddTo(command);
        foreach (Option option in self.OwnOptions)
        {
            command.Options.Add(option);
        }

        command.Options.Add(self._itemVectors);
        self._backbone.AddTo(command, withSizes: false);
        self._contrast.AddTo(command, withNumbers: false);
        self._fitting.AddTo(command, withNumbers: false);
        self._machine.AddTo(command);
        command.SetAction((parsed, cancellationToken) => self.RunAsync(parsed, console, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CliConsole console, CancellationToken cancellationToken)
    {
        (string device, bool json) = _machine.Apply(parsed);
        SearchPlan plan = Plan(parsed, device);
        IAnsiConsole report = console.Report(json);
        SearchResult result = await SearchWorkflow.RunAsync(plan, report, cancellationToken);
        if (result.Trials.Count > 0)
        {
            SearchReport.Save(result);
            if (json)
            {
                console.WriteJson(SearchReport.ToJson(result));
            }
            else
            {
                SearchTable.Write(report, result, parsed.GetValue(_markdown));
                report.Line($"Report    {Path.Combine(plan.Output, SearchReport.MarkdownFile)}; the same as JSON beside it");
            }
        }

        if (result.IsComplete && result.Measured?.Test is not null)
        {
            return ExitCode.Success;
        }

        report.Line($"Cancelled: {result.Trials.Count} finished trials are kept in {plan.Output}; the same command continues.");
        return ExitCode.Canceled;
    }

    private SearchPlan Plan(ParseResult parsed, string device)
    {
        var training = new TrainingPlan(_data.Read(parsed), parsed.GetRequiredValue(_out).ToString())
        {
            System = _backbone.System(parsed),
            Contrast = _contrast.Read(parsed),
            ItemVectors = parsed.GetValue(_itemVectors) is { } directory ? SemanticsSource.Open(directory.ToString()) : null,
            Training = options => _fitting.Configure(parsed, options),
            Evaluation = options => _fitting.Configure(parsed, options),
            Device = device,
        };
        (SearchedSetting Setting, Option<string?> Option)[] given = [.. _searched.Where(searched => parsed.IsGiven(searched.Option))];
        if (training.Contrast is null && given.FirstOrDefault(searched => searched.Setting.IsOfContrast) is { Setting: { } unused })
        {
            throw new SraClException($"{unused.Name} is for the contrastive losses. Add --semantics with a directory that 'sracl prepare' wrote, or leave it out.");
        }

        SearchDimension[] dimensions = [.. given.Select(searched => SearchDimension.Parse(searched.Setting.Name, parsed.GetValue(searched.Option) ?? string.Empty, searched.Setting.IsWhole))];
        if (dimensions.All(dimension => !dimension.IsRange && dimension.Values.Count == 1))
        {
            throw new SraClException($"There is nothing to search. Give a list of values, or with --random a range, to at least one of {string.Join(", ", SearchedSetting.All.Select(setting => setting.Name))}.");
        }

        SearchSpace space = Space(parsed, dimensions);
        MedianStopping? stopping = _stopping.Value(parsed) == TrialStopping.None ? null : new MedianStopping(parsed.GetValue(_warmUpEpochs), parsed.GetValue(_warmUpTrials));
        Refuse(parsed, stopping is null, [_warmUpEpochs, _warmUpTrials], "--stopping median");
        Option[] own = OwnOptions;
        IEnumerable<Option> others = parsed.CommandResult.Command.Options.Where(option => !own.Contains(option) && !string.Equals(option.Name, "--json", StringComparison.Ordinal));
        return new SearchPlan(training, space, parsed.GetValue(_random) is null ? null : parsed.GetValue(_searchSeed), stopping, parsed.Given(others));
    }

    private SearchSpace Space(ParseResult parsed, SearchDimension[] dimensions)
    {
        const int Most = 100_000;
        if (parsed.GetValue(_random) is not { } trials)
        {
            Refuse(parsed, isRefused: true, [_searchSeed], "--random");
            return dimensions.FirstOrDefault(dimension => dimension.IsRange) is { } range
                ? throw new SraClException($"{range.Name} is the range '{range.Text}', of which there are no combinations to try. Add --random with a number of trials, or give a list.")
                : SearchSpace.Grid(dimensions);
        }

        return trials is >= 1 and <= Most
            ? SearchSpace.Random(dimensions, trials, parsed.GetValue(_searchSeed))
            : throw new SraClException($"--random is {trials}; expected a number of trials from 1 to {Most}.");
    }

    private static void Refuse(ParseResult parsed, bool isRefused, IEnumerable<Option> options, string use)
    {
        if (isRefused && options.FirstOrDefault(parsed.IsGiven) is { } unused)
        {
            throw new SraClException($"{unused.Name} is for {use}. Add that, or leave {unused.Name} out.");
        }
    }
}
