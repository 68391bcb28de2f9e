using System.CommandLine;
using SraCl.Cli.Commands;
using SraCl.Cli.Consoles;
using SraCl.Training.Data;
using SraCl.Training.Splits;

namespace SraCl.Cli.Data;

/// <summary>The options that say what the interactions are and how they are prepared and divided.</summary>
internal sealed class DataOptions
{
    private readonly Option<FileInfo> _interactions = new("--interactions", "-i") { Description = "The file of interactions; .gz is unpacked on the way.", Required = true, HelpName = "file" };
    private readonly Choice<InteractionFormat> _format = new("--format", "The file's format; auto tells it from extension and first lines.", InteractionFormat.Auto);
    private readonly Option<string?> _delimiter = new("--delimiter") { Description = "What separates the columns of a table, or 'tab'.", HelpName = "text" };
    private readonly Option<string?> _header = new("--header") { Description = "The column names of a table without header line, such as user,item,rating,time.", HelpName = "names" };
    private readonly Option<bool> _noQuotes = new("--no-quotes") { Description = "Double quotes in a table are ordinary characters." };
    private readonly Option<string?> _userColumn = Column("--user-column", "user ids");
    private readonly Option<string?> _itemColumn = Column("--item-column", "item ids");
    private readonly Option<string?> _timeColumn = Column("--time-column", "times");
    private readonly Option<string?> _ratingColumn = Column("--rating-column", "ratings");
    private readonly Option<double> _maxBadRows = new("--max-bad-rows") { Description = "The share of unreadable rows, 0 to 1, above which the file is refused.", DefaultValueFactory = _ => new DatasetOptions().MaxBadRowShare, HelpName = "share" };
    private readonly Option<int> _minUserEvents = new("--min-user-events") { Description = "Drop users with fewer events, together with --min-item-events until nothing more drops (5 in most published data).", HelpName = "number" };
    private readonly Option<int> _minItemEvents = new("--min-item-events") { Description = "Drop items with fewer events.", HelpName = "number" };
    private readonly Option<double?> _minRating = new("--min-rating") { Description = "The least rating that counts as an interaction.", HelpName = "rating" };
    private readonly Option<long?> _fromTime = new("--from-time") { Description = "The first time that counts, in the unit of the file (dates: Unix seconds).", HelpName = "time" };
    private readonly Option<long?> _beforeTime = new("--before-time") { Description = "The first time that no longer counts.", HelpName = "time" };
    private readonly Choice<DuplicatePolicy> _duplicates = new("--duplicates", "What happens to repeated events; drop-exact: same user, item and time.", DuplicatePolicy.DropExact);
    private readonly Choice<TieBreak> _tieBreak = new("--tie-break", "The order of a user's events at the same time.", TieBreak.InputOrder);
    private readonly Choice<UserOrder> _userOrder = new("--user-order", "The order of users, from which item numbers follow.", UserOrder.FirstAppearance);
    private readonly Choice<SplitKind> _split = new("--split", "How the data is divided into training, validation and test.", SplitKind.LeaveOneOut);
    private readonly Option<long?> _validationStart = new("--validation-start") { Description = "Global-time split: the time of the first validation event.", HelpName = "time" };
    private readonly Option<long?> _testStart = new("--test-start") { Description = "Global-time split: the time of the first test event.", HelpName = "time" };
    private readonly Option<double> _validationShare = new("--validation-share") { Description = "Global-time split: the share of events that validates, when no time is given.", DefaultValueFactory = _ => new GlobalTimeSplitOptions().ValidationShare, HelpName = "share" };
    private readonly Option<double> _testShare = new("--test-share") { Description = "Global-time split: the share of the newest events that tests, when no time is given.", DefaultValueFactory = _ => new GlobalTimeSplitOptions().TestShare, HelpName = "share" };
    private readonly Choice<EvaluationCases> _cases = new("--cases", "Global-time split: which events are predicted.", EvaluationCases.EveryEvent);

    private Option[] All =>
    [
        _interactions, _format.Option, _delimiter, _header, _noQuotes, _userColumn, _itemColumn, _timeColumn, _ratingColumn, _maxBadRows,
        _minUserEvents, _minItemEvents, _minRating, _fromTime, _beforeTime, _duplicates.Option, _tieBreak.Option, _userOrder.Option,
        _split.Option, _validationStart, _testStart, _validationShare, _testShare, _cases.Option,
    ];

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    public void AddTo(Command command)
    {
        foreach (Option option in All)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads the options.</summary>
    /// <param name="parsed">The command line, without errors.</param>
    /// <exception cref="SraClException">Options contradict each other.</exception>
    public DataRecipe Read(ParseResult parsed)
    {
        FileInfo file = parsed.GetRequiredValue(_interactions);
        InteractionFormat format = _format.Value(parsed);
        SplitKind split = _split.Value(parsed);
        Option[] forGlobalTime = [_validationStart, _testStart, _validationShare, _testShare, _cases.Option];
        if (split != SplitKind.GlobalTime && forGlobalTime.FirstOrDefault(option => parsed.IsGiven(option)) is { } unused)
        {
            throw new SraClException($"{unused.Name} is for a global-time split. Add --split global-time, or leave it out.");
        }

        return new DataRecipe
        {
            Interactions = file.FullName,
            Format = format,
            Table = ReadTable(parsed, file, format),
            Dataset = new DatasetOptions
            {
                MaxBadRowShare = parsed.GetValue(_maxBadRows),
                MinUserEvents = parsed.GetValue(_minUserEvents),
                MinItemEvents = parsed.GetValue(_minItemEvents),
                MinRating = parsed.GetValue(_minRating),
                FromTime = parsed.GetValue(_fromTime),
                BeforeTime = parsed.GetValue(_beforeTime),
                Duplicates = _duplicates.Value(parsed),
                TieBreak = _tieBreak.Value(parsed),
                UserOrder = _userOrder.Value(parsed),
            },
            Split = split,
            GlobalTime = new GlobalTimeSplitOptions
            {
                ValidationStart = parsed.GetValue(_validationStart),
                TestStart = parsed.GetValue(_testStart),
                ValidationShare = parsed.GetValue(_validationShare),
                TestShare = parsed.GetValue(_testShare),
                Cases = _cases.Value(parsed),
            },
        };
    }

    /// <summary>Writes the options as they were given, for another command on the same data.</summary>
    /// <param name="parsed">The command line, without errors.</param>
    public string Given(ParseResult parsed) => parsed.Given(All);

    /// <summary>Reads the layout of a table; null when no option asks for another than the usual one.</summary>
    private DelimitedOptions? ReadTable(ParseResult parsed, FileInfo file, InteractionFormat format)
    {
        Option[] options = [_delimiter, _header, _noQuotes, _userColumn, _itemColumn, _timeColumn, _ratingColumn];
        if (options.FirstOrDefault(option => parsed.IsGiven(option)) is not { } given)
        {
            return null;
        }

        if (format is not (InteractionFormat.Auto or InteractionFormat.Csv or InteractionFormat.Tsv))
        {
            throw new SraClException($"{given.Name} is for tables, but --format says {Choice<InteractionFormat>.Name(format)}. Use --format csv or tsv, or leave {given.Name} out.");
        }

        string name = file.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? Path.GetFileNameWithoutExtension(file.Name) : file.Name;
        bool tabs = format == InteractionFormat.Tsv || (format == InteractionFormat.Auto && name.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase));
        string? delimiter = parsed.GetValue(_delimiter);
        return new DelimitedOptions
        {
            Delimiter = delimiter is null ? (tabs ? "\t" : ",") : string.Equals(delimiter, "tab", StringComparison.OrdinalIgnoreCase) ? "\t" : delimiter,
            Quoted = !parsed.GetValue(_noQuotes),
            Header = parsed.GetValue(_header)?.Split(',', StringSplitOptions.TrimEntries),
            User = parsed.GetValue(_userColumn),
            Item = parsed.GetValue(_itemColumn),
            Time = parsed.GetValue(_timeColumn),
            Rating = parsed.GetValue(_ratingColumn),
        };
    }

    private static Option<string?> Column(string name, string what) =>
        new(name) { Description = $"The table column with {what}; looked for under the usual names when not given.", HelpName = "name" };
}
