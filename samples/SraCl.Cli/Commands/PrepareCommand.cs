using System.CommandLine;
using SraCl.Cli.Consoles;
using SraCl.Cli.Data;
using SraCl.Cli.Runs;
using SraCl.Semantic.Catalog;
using SraCl.Semantic.Preparation;
using SraCl.Semantic.Prompts;
using SraCl.Semantic.Retrieval;

namespace SraCl.Cli.Commands;

/// <summary><c>sracl prepare</c>: finds the semantic neighbors that the contrastive losses train with.</summary>
internal sealed class PrepareCommand
{
    private readonly DataOptions _data = new();
    private readonly CatalogOptions _catalog = new();
    private readonly Option<DirectoryInfo> _out = new("--out", "-o") { Description = "The directory the neighbors are saved to.", Required = true, HelpName = "directory" };
    private readonly Option<bool> _force = new("--force") { Description = "Replace neighbors that are already in the directory." };
    private readonly Option<string> _embedder = new("--embedder")
    {
        Description = "Where vectors come from. lsa: the words of the texts, offline; openai: a model at --endpoint; simcse:FOLDER: a RoBERTa encoder in this process, from files in Hugging Face layout; npy:FILE, safetensors:FILE: a matrix of another program, a row of zeros and then one row an item; collaborative: the users that items share, without texts.",
        DefaultValueFactory = _ => "lsa",
        HelpName = "name",
    };

    private readonly Option<string?> _sequences = new("--sequences") { Description = "Where the sequences' vectors come from: items, the mean of their newest items' vectors; or summaries of what users like, which --summarizer openai writes unless this says otherwise.", HelpName = "name" };
    private readonly Option<int> _dimension = new("--dimension") { Description = "The length of the vectors; an embedding model's own when not given.", DefaultValueFactory = _ => 256, HelpName = "number" };
    private readonly ModelOptions _models = new();
    private readonly Option<int> _k = new("--k") { Description = "How many nearest neighbors to find; training can use fewer.", DefaultValueFactory = _ => new SemanticNeighborsOptions().K, HelpName = "number" };
    private readonly Option<int> _maxLength = new("--max-length") { Description = "How many of a sequence's newest items count.", DefaultValueFactory = _ => new SemanticNeighborsOptions().MaxLength, HelpName = "number" };
    private readonly Choice<SraClProtocol> _protocol = new("--protocol", "default: neighbors are training sequences of other users; official: as in the paper's published code, which knows validation and test inputs and the user's own sequences.", SraClProtocol.Default);
    private readonly Option<DirectoryInfo?> _cache = new("--cache") { Description = "Keep found neighbors in this directory too: the same vectors and rules are not searched again, for as many neighbors or fewer.", HelpName = "directory" };
    private readonly MachineOptions _machine = new();

    private PrepareCommand()
    {
    }

    /// <summary>Makes the command.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CliConsole console)
    {
        var self = new PrepareCommand();
        var command = new Command("prepare", "Find the semantic neighbors of items and sequences that the contrastive losses train with.");
        self._data.AddTo(command);
        self._catalog.AddTo(command);
        Option[] options = [self._out, self._force, self._embedder, self._sequences, self._dimension, self._k, self._maxLength, self._protocol.Option, self._cache];
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }

        self._models.AddTo(command);
        self._machine.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Task.Run(() => self.RunAsync(parsed, console, cancellationToken), CancellationToken.None));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CliConsole console, CancellationToken cancellationToken)
    {
        (_, bool json) = _machine.Apply(parsed);
        PreparationPlan plan = Plan(parsed);
        SemanticNeighbors? semantics = await PreparationWorkflow.RunAsync(plan, console.Report(json), cancellationToken);
        if (semantics is null)
        {
            return ExitCode.Success;
        }

        if (json)
        {
            console.WriteJson(ResultJson.Semantics(plan.Output, semantics));
        }
        else
        {
            console.Report(json).Line($"Next      {ShellText.Program} train {_data.Given(parsed)} --semantics {ShellText.Argument(plan.Output)}{ContrastOptions.For(plan.Options)} --out model");
        }

        return ExitCode.Success;
    }

    private PreparationPlan Plan(ParseResult parsed)
    {
        var embedder = ItemEmbedder.Parse(parsed.GetRequiredValue(_embedder));
        int? dimension = parsed.GetResult(_dimension) is { Implicit: false } ? parsed.GetValue(_dimension) : null;
        ModelPlan models = _models.Read(parsed, embedder, dimension);
        (string? items, CatalogFileOptions reading) = _catalog.Read(parsed);
        bool summaries = parsed.GetValue(_sequences) is { } chosen ? Sequences(chosen) == SequenceVectors.Summaries : models.Chat is not null;
        if (items is null && embedder.ReadsTexts)
        {
            throw new SraClException("There are no texts to make vectors of. Give the items' texts with --items, or vectors with --embedder npy:FILE or collaborative.");
        }

        if ((embedder.IsFile || embedder.Kind == ItemEmbedderKind.Simcse) && dimension is not null)
        {
            throw new SraClException("--dimension is for vectors whose length can be chosen; those of this --embedder are as long as they are. Leave --dimension out.");
        }

        if (summaries && !embedder.ReadsTexts)
        {
            throw new SraClException("--sequences summaries needs an --embedder that reads texts. Give --embedder lsa, openai or simcse:FOLDER, or leave --sequences out.");
        }

        if (!summaries && models.Sequences.Unit != SequenceUnit.Prefix)
        {
            throw new SraClException("--unit is for summaries of sequences. Add --sequences summaries, or leave --unit out.");
        }

        return new PreparationPlan(_data.Read(parsed), parsed.GetRequiredValue(_out).ToString(), Rules(parsed, models.Sequences.Unit))
        {
            Embedder = embedder,
            Sequences = summaries ? SequenceVectors.Summaries : SequenceVectors.Items,
            Models = models,
            Items = items,
            ItemsReading = reading,
            Dimension = dimension,
            Replace = parsed.GetValue(_force),
        };
    }

    private SemanticNeighborsOptions Rules(ParseResult parsed, SequenceUnit unit)
    {
        bool isOfficial = _protocol.Value(parsed) == SraClProtocol.Official;
        SemanticNeighborsOptions rules = isOfficial ? SemanticNeighborsOptions.Official : new SemanticNeighborsOptions();
        if (unit == SequenceUnit.User)
        {
            // The samples of a user share a summary: each other user is a neighbor once, else one user's samples would be all of them.
            rules = isOfficial
                ? throw new SraClException("--unit user and --protocol official exclude each other: the published code summarises every prefix. Leave one of them out.")
                : rules with { SequencePool = SequencePool.OnePerUser };
        }

        return rules with { K = parsed.GetValue(_k), MaxLength = parsed.GetValue(_maxLength), Cache = parsed.GetValue(_cache) is { } cache ? new NeighborCache(cache.ToString()) : null };
    }

    private static SequenceVectors Sequences(string text) =>
        Choice<SequenceVectors>.TryParse(text, out SequenceVectors value)
            ? value
            : throw new SraClException($"--sequences is '{text}'; expected items or summaries.");
}
