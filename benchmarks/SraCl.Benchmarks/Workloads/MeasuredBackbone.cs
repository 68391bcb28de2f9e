using Microsoft.Extensions.Options;
using SraCl.Backbones.Objectives;
using SraCl.Backbones.Recurrent;
using SraCl.Backbones.Transformers;
using SraCl.Benchmarks.Workloads.Naive;
using SraCl.Modeling;
using SraCl.Training.Models;
using SraCl.Training.Windows;
using TorchSharp.Modules;

namespace SraCl.Benchmarks.Workloads;

/// <summary>A backbone that is measured, with its own loss and training samples; new or with saved weights.</summary>
internal sealed class MeasuredBackbone
{
    private const long Seed = 2024;

    private readonly Func<double?, IBackboneFactory> _factory;
    private readonly Func<TrainingData, ISequenceBackbone, double?, MeasuredLoss> _loss;

    private MeasuredBackbone(string name, TrainingWindows windows, Func<double?, IBackboneFactory> factory, Func<TrainingData, ISequenceBackbone, double?, MeasuredLoss> loss)
    {
        Name = name;
        Windows = windows;
        _factory = factory;
        _loss = loss;
    }

    /// <summary>Gets the paper's Transformer with the cross-entropy over all items.</summary>
    public static MeasuredBackbone Transformer { get; } = new(
        "transformer", TrainingWindows.AllPrefixes, dropout => Transformers(TransformerPresets.SraCl, dropout), (_, backbone, _) => new(new NextItemCrossEntropy(), new NaiveNextItem(backbone)));

    /// <summary>Gets GRU4Rec as RecBole has it, with the cross-entropy over all items.</summary>
    public static MeasuredBackbone Gru4Rec { get; } = new(
        "gru4rec", TrainingWindows.AllPrefixes, dropout => new GruBackboneFactory(Options.Create(GruConfiguration(dropout))), (_, backbone, dropout) =>
            new(new NextItemCrossEntropy(), new NaiveGru((GruBackbone)backbone, GruConfiguration(dropout).EmbeddingDropout)));

    /// <summary>Gets SASRec as its authors have it: the binary cross-entropy at every position of windows laid end to end.</summary>
    public static MeasuredBackbone SasRecOriginal { get; } = new(
        "sasrec-original", TrainingWindows.Shifted, dropout => Transformers(TransformerPresets.SasRecOriginal, dropout), (data, backbone, _) =>
        {
            var objective = new AllPositionBinaryCrossEntropy(data.Split.Train);
            return new(objective, new NaiveAllPositions(backbone, objective));
        });

    /// <summary>Gets BERT4Rec as RecBole has it, with the Cloze loss.</summary>
    public static MeasuredBackbone Bert4Rec { get; } = new(
        "bert4rec", TrainingWindows.AllPrefixes, dropout => Transformers(TransformerPresets.Bert4Rec, dropout), (_, backbone, _) =>
        {
            var objective = new Cloze(backbone.MaskToken!.Value, new ClozeOptions());
            return new(objective, new NaiveCloze(backbone, objective));
        });

    /// <summary>Gets all of them.</summary>
    public static IReadOnlyList<MeasuredBackbone> All { get; } = [Transformer, Gru4Rec, SasRecOriginal, Bert4Rec];

    /// <summary>Gets the name on command lines.</summary>
    public string Name { get; }

    /// <summary>Gets the training samples that go with the loss.</summary>
    public TrainingWindows Windows { get; }

    /// <summary>Finds a backbone by its name on command lines.</summary>
    public static MeasuredBackbone Of(string name) => All.Single(backbone => string.Equals(backbone.Name, name, StringComparison.Ordinal));

    /// <summary>Makes a factory with the published configuration but for the dropout, where one is given.</summary>
    public IBackboneFactory Factory(double? dropout = null) => _factory(dropout);

    /// <summary>Makes the loss in both formulations, for a backbone that was made with the same dropout.</summary>
    public MeasuredLoss Loss(TrainingData data, ISequenceBackbone backbone, double? dropout = null) => _loss(data, backbone, dropout);

    /// <summary>Makes a backbone, with the weights of a saved model where a directory is given.</summary>
    public ISequenceBackbone Create(TrainingData data, string? model = null, double? dropout = null)
    {
        ISequenceBackbone backbone = Factory(dropout).Create(data.Items.Count, Seed);
        if (model is null)
        {
            return backbone;
        }

        using SavedModel saved = ModelDirectory.Load(model, [Transformer.Factory(), Gru4Rec.Factory()]);
        if (saved.Items.Count != data.Items.Count)
        {
            throw new SraClException($"The model in '{model}' knows {saved.Items.Count} items, the data has {data.Items.Count}. Make the model from the same file.");
        }

        if (!Shapes(saved.Backbone).SequenceEqual(Shapes(backbone), StringComparer.Ordinal))
        {
            throw new SraClException($"The model in '{model}' is not a {Name}. Make it with 'model --backbone {Name}'.");
        }

        backbone.Module.load_state_dict(saved.Backbone.Module.state_dict());
        return backbone;
    }

    private static IEnumerable<string> Shapes(ISequenceBackbone backbone) =>
        backbone.Module.named_parameters().Select(named => $"{named.name} [{string.Join(", ", ((Parameter)named.parameter).shape)}]");

    private static TransformerBackboneFactory Transformers(Action<TransformerOptions> preset, double? dropout)
    {
        var options = new TransformerOptions();
        preset(options);
        options.HiddenDropout = dropout ?? options.HiddenDropout;
        options.AttentionDropout = dropout ?? options.AttentionDropout;
        return new TransformerBackboneFactory(Options.Create(options));
    }

    private static GruOptions GruConfiguration(double? dropout)
    {
        var options = new GruOptions();
        GruPresets.RecBole(options);
        options.EmbeddingDropout = dropout ?? options.EmbeddingDropout;
        return options;
    }
}
