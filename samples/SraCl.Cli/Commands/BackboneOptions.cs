using System.CommandLine;
using SraCl.Cli.Systems;

namespace SraCl.Cli.Commands;

/// <summary>The options that say which recommender is trained, and how large it is.</summary>
internal sealed class BackboneOptions
{
    private static readonly ModelShape Defaults = new();

    private readonly Option<string> _name = new("--backbone") { Description = $"The recommender, with its own losses: {RecommenderSystem.Names}.", DefaultValueFactory = _ => "transformer", HelpName = "name" };
    private readonly Option<int> _maxLength = new("--max-length") { Description = "How many of a user's newest items the model sees.", DefaultValueFactory = _ => Defaults.MaxLength, HelpName = "number" };
    private readonly Option<int> _hiddenSize = new("--hidden-size") { Description = "The width of item vectors and representations.", DefaultValueFactory = _ => Defaults.HiddenSize, HelpName = "number" };
    private readonly Option<int?> _innerSize = new("--inner-size") { Description = "The inner width of feed-forward parts or of a recurrence; the backbone's own when not given.", HelpName = "number" };
    private readonly Option<int?> _layers = new("--layers") { Description = "The number of blocks or recurrent layers; the backbone's own when not given.", HelpName = "number" };
    private readonly Option<int?> _heads = new("--heads") { Description = "The number of attention heads, which divides the hidden size; the backbone's own when not given.", HelpName = "number" };
    private readonly Option<double?> _dropout = new("--dropout") { Description = "The dropout probability, everywhere; the backbone's own when not given.", HelpName = "probability" };

    private readonly Option<int?> _negatives = new("--negatives") { Description = "Draw so many items a step by popularity for the next-item cross-entropy, with logQ correction, in place of the whole catalogue; for catalogues of hundreds of thousands of items.", HelpName = "number" };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="withName">Whether the command trains one recommender.</param>
    /// <param name="withSizes">Whether the command takes one value of each size.</param>
    public void AddTo(Command command, bool withName = true, bool withSizes = true)
    {
        Option[] options = [_name, _maxLength, _hiddenSize, _innerSize, _layers, _heads, _dropout, _negatives];
        foreach (Option option in options.Where(option => option == _name ? withName : option == _negatives ? withName && withSizes : withSizes))
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads which recommender is trained.</summary>
    /// <param name="parsed">The command line, without errors.</param>
    /// <exception cref="SraClException">There is no such recommender.</exception>
    public RecommenderSystem System(ParseResult parsed) => RecommenderSystem.Find(parsed.GetRequiredValue(_name));

    /// <summary>Reads the sizes.</summary>
    /// <param name="parsed">The command line, without errors, of a command that takes them.</param>
    public ModelShape Shape(ParseResult parsed) => new()
    {
        MaxLength = parsed.GetValue(_maxLength),
        HiddenSize = parsed.GetValue(_hiddenSize),
        InnerSize = parsed.GetValue(_innerSize),
        Layers = parsed.GetValue(_layers),
        Heads = parsed.GetValue(_heads),
        Dropout = parsed.GetValue(_dropout),
        Negatives = parsed.GetValue(_negatives),
    };
}
