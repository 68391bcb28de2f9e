using System.CommandLine;
using SraCl.Backbones.Transformers;

namespace SraCl.Cli.Commands;

/// <summary>The options that say which backbone is trained.</summary>
internal sealed class BackboneOptions
{
    private static readonly TransformerOptions Defaults = new();

    private readonly Option<string> _name = new("--backbone") { Description = "The kind of model: transformer.", DefaultValueFactory = _ => "transformer", HelpName = "name" };
    private readonly Option<int> _maxLength = new("--max-length") { Description = "How many of a user's newest items the model sees.", DefaultValueFactory = _ => Defaults.MaxLength, HelpName = "number" };
    private readonly Option<int> _hiddenSize = new("--hidden-size") { Description = "The width of item vectors and states.", DefaultValueFactory = _ => Defaults.HiddenSize, HelpName = "number" };
    private readonly Option<int?> _innerSize = new("--inner-size") { Description = "The inner width of the feed-forward parts; four times the hidden size when not given.", HelpName = "number" };
    private readonly Option<int> _layers = new("--layers") { Description = "The number of blocks.", DefaultValueFactory = _ => Defaults.Layers, HelpName = "number" };
    private readonly Option<int> _heads = new("--heads") { Description = "The number of attention heads; divides the hidden size.", DefaultValueFactory = _ => Defaults.Heads, HelpName = "number" };
    private readonly Option<double> _dropout = new("--dropout") { Description = "The dropout probability, everywhere.", DefaultValueFactory = _ => Defaults.HiddenDropout, HelpName = "probability" };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _name, _maxLength, _hiddenSize, _innerSize, _layers, _heads, _dropout })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads the backbone's name.</summary>
    /// <param name="parsed">The command line, without errors.</param>
    public string Name(ParseResult parsed) => parsed.GetRequiredValue(_name);

    /// <summary>Sets the Transformer's configuration.</summary>
    /// <param name="parsed">The command line, without errors.</param>
    /// <param name="options">The configuration.</param>
    public void Configure(ParseResult parsed, TransformerOptions options)
    {
        const int UsualRatio = 4;
        options.MaxLength = parsed.GetValue(_maxLength);
        options.HiddenSize = parsed.GetValue(_hiddenSize);
        options.InnerSize = parsed.GetValue(_innerSize) ?? UsualRatio * options.HiddenSize;
        options.Layers = parsed.GetValue(_layers);
        options.Heads = parsed.GetValue(_heads);
        options.HiddenDropout = parsed.GetValue(_dropout);
        options.AttentionDropout = options.HiddenDropout;
    }
}
