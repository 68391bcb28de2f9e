using System.CommandLine;
using SraCl.Cli.Consoles;
using SraCl.Cli.Data;
using SraCl.Cli.Runs;
using SraCl.Semantic.Preparation;

namespace SraCl.Cli.Commands;

/// <summary><c>sracl prepare</c>: finds the semantic neighbors that the contrastive losses train with.</summary>
internal sealed class PrepareCommand
{
    private readonly DataOptions _data = new();
    private readonly Option<FileInfo?> _items = new("--items") { Description = "The items' texts, one JSON object a line, plain or packed with gzip; ids as in the interactions.", HelpName = "file" };
    private readonly Option<DirectoryInfo> _out = new("--out", "-o") { Description = "The directory the neighbors are saved to.", Required = true, HelpName = "directory" };
    private readonly Option<bool> _force = new("--force") { Description = "Replace neighbors that are already in the directory." };
    private readonly Option<string> _embedder = new("--embedder")
    {
        Description = "Where the items' vectors come from. lsa: the words of --items, offline; npy:FILE: a matrix of another program, a row of zeros and then one row an item; collaborative: the users that items share, without texts.",
        DefaultValueFactory = _ => "lsa",
        HelpName = "name",
    };

    private readonly Option<int> _dimension = new("--dimension") { Description = "The length of the vectors that lsa and collaborative make.", DefaultValueFactory = _ => 256, HelpName = "number" };
    private readonly Option<int> _k = new("--k") { Description = "How many nearest neighbors to find; training can use fewer.", DefaultValueFactory = _ => new SemanticNeighborsOptions().K, HelpName = "number" };
    private readonly Option<int> _maxLength = new("--max-length") { Description = "How many of a sequence's newest items count.", DefaultValueFactory = _ => new SemanticNeighborsOptions().MaxLength, HelpName = "number" };
    private readonly Choice<SraClProtocol> _protocol = new("--protocol", "default: neighbors are training sequences of other users; official: as in the paper's published code, which knows validation and test inputs and the user's own sequences.", SraClProtocol.Default);
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
        Option[] options = [self._items, self._out, self._force, self._embedder, self._dimension, self._k, self._maxLength, self._protocol.Option];
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }

        self._machine.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Task.Run(() => self.Run(parsed, console, cancellationToken), CancellationToken.None));
        return command;
    }

    private int Run(ParseResult parsed, CliConsole console, CancellationToken cancellationToken)
    {
        (_, bool json) = _machine.Apply(parsed);
        SemanticNeighborsOptions rules = _protocol.Value(parsed) == SraClProtocol.Official ? SemanticNeighborsOptions.Official : new SemanticNeighborsOptions();
        (ItemEmbedderKind kind, string? vectors) = Embedder(parsed.GetRequiredValue(_embedder));
        string? items = parsed.GetValue(_items)?.FullName;
        if (kind == ItemEmbedderKind.Lsa && items is null)
        {
            throw new SraClException("There are no texts to make vectors of. Give the items' texts with --items, or vectors with --embedder npy:FILE or collaborative.");
        }

        if (kind == ItemEmbedderKind.Npy && parsed.GetResult(_dimension) is { Implicit: false })
        {
            throw new SraClException("--dimension is for the vectors that lsa and collaborative make; those of --embedder npy are as long as they are. Leave --dimension out.");
        }

        var plan = new PreparationPlan(
            _data.Read(parsed), parsed.GetRequiredValue(_out).ToString(), rules with { K = parsed.GetValue(_k), MaxLength = parsed.GetValue(_maxLength) })
        {
            Embedder = kind,
            Items = items,
            Vectors = vectors,
            Dimension = parsed.GetValue(_dimension),
            Replace = parsed.GetValue(_force),
        };
        SemanticNeighbors semantics = PreparationWorkflow.Run(plan, console.Report(json), cancellationToken);
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

    private static (ItemEmbedderKind Kind, string? Vectors) Embedder(string text)
    {
        const string Npy = "npy:";
        if (text.StartsWith(Npy, StringComparison.OrdinalIgnoreCase) && text.Length > Npy.Length)
        {
            return (ItemEmbedderKind.Npy, text[Npy.Length..]);
        }

        return text.ToUpperInvariant() switch
        {
            "LSA" => (ItemEmbedderKind.Lsa, null),
            "COLLABORATIVE" => (ItemEmbedderKind.Collaborative, null),
            _ => throw new SraClException($"--embedder is '{text}'; expected lsa, collaborative, or npy: and the name of a file."),
        };
    }
}
