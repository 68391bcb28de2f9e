using System.CommandLine;
using SraCl.Training.Evaluation;
using SraCl.Training.Fitting;
using SraCl.Training.Windows;

namespace SraCl.Cli.Commands;

/// <summary>The options that say how a model is trained and measured.</summary>
internal sealed class FittingOptions
{
    private static readonly TrainerOptions Defaults = new();

    private readonly Option<int> _epochs = new("--epochs") { Description = "The largest number of epochs.", DefaultValueFactory = _ => Defaults.Epochs, HelpName = "number" };
    private readonly Option<int> _patience = new("--patience") { Description = "How many epochs in a row may bring nothing better; training ends at the next one.", DefaultValueFactory = _ => Defaults.Patience, HelpName = "number" };
    private readonly Option<string> _selectionMetric = new("--selection-metric") { Description = "The validation metric that selects the best epoch: HR, NDCG, MRR, Recall or MAP at any number.", DefaultValueFactory = _ => Defaults.SelectionMetric, HelpName = "metric" };
    private readonly Option<int> _batchSize = new("--batch-size") { Description = "Samples a step.", DefaultValueFactory = _ => Defaults.BatchSize, HelpName = "number" };
    private readonly Option<double> _learningRate = new("--learning-rate") { Description = "Adam's learning rate.", DefaultValueFactory = _ => Defaults.LearningRate, HelpName = "number" };
    private readonly Option<double> _weightDecay = new("--weight-decay") { Description = "Adam's L2 penalty.", DefaultValueFactory = _ => Defaults.WeightDecay, HelpName = "number" };
    private readonly Option<double?> _clipNorm = new("--clip-norm") { Description = "Scale gradients down to this norm; not at all when not given.", HelpName = "number" };
    private readonly Choice<TrainingWindows> _windows = new("--windows", "Which samples are taken from a sequence; all-prefixes: every item but the first is predicted from those before it.", Defaults.Windows);
    private readonly Option<long> _seed = new("--seed") { Description = "The seed of everything random; the same seed gives the same model on the same machine.", DefaultValueFactory = _ => Defaults.Seed, HelpName = "number" };
    private readonly Choice<SeenItems> _seen = new("--seen", "Whether items of the history compete in the ranking.", new EvaluationOptions().SeenItems);
    private readonly Choice<TieRule> _tieRule = new("--tie-rule", "Where a target stands among items of the same score.", new EvaluationOptions().TieRule);

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="withSeed">Whether the command takes one seed.</param>
    /// <param name="withNumbers">Whether the command takes one value of each number that can be searched.</param>
    public void AddTo(Command command, bool withSeed = true, bool withNumbers = true)
    {
        Option[] numbers = [_batchSize, _learningRate, _weightDecay, _clipNorm];
        Option[] options =
            [_epochs, _patience, _selectionMetric, _batchSize, _learningRate, _weightDecay, _clipNorm, _windows.Option, _seed, _seen.Option, _tieRule.Option];
        foreach (Option option in options.Where(option => (withSeed || option != _seed) && (withNumbers || !numbers.Contains(option))))
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Sets how the model is trained.</summary>
    /// <param name="parsed">The command line, without errors.</param>
    /// <param name="options">The configuration.</param>
    public void Configure(ParseResult parsed, TrainerOptions options)
    {
        // What is not given is left to the recommender, whose own choice may differ from the defaults.
        Set(_epochs, value => options.Epochs = value);
        Set(_patience, value => options.Patience = value);
        Set(_selectionMetric, value => options.SelectionMetric = value);
        Set(_batchSize, value => options.BatchSize = value);
        Set(_learningRate, value => options.LearningRate = value);
        Set(_weightDecay, value => options.WeightDecay = value);
        Set(_clipNorm, value => options.GradientClipNorm = value);
        Set(_windows.Option, _ => options.Windows = _windows.Value(parsed));
        options.Seed = parsed.GetResult(_seed) is null ? Defaults.Seed : parsed.GetValue(_seed);

        void Set<T>(Option<T> option, Action<T> set)
        {
            if (parsed.GetResult(option) is { Implicit: false })
            {
                set(parsed.GetValue(option)!);
            }
        }
    }

    /// <summary>Sets how the model is measured.</summary>
    /// <param name="parsed">The command line, without errors.</param>
    /// <param name="options">The configuration.</param>
    public void Configure(ParseResult parsed, EvaluationOptions options)
    {
        options.SeenItems = _seen.Value(parsed);
        options.TieRule = _tieRule.Value(parsed);
    }
}
