using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SraCl.Backbones.Objectives;
using SraCl.Backbones.Transformers;
using SraCl.Objectives;
using SraCl.Randomness;
using SraCl.Sequences;
using SraCl.Splits;
using SraCl.Training.Checkpoints;
using SraCl.Training.Evaluation;
using SraCl.Training.Fitting;
using SraCl.Training.Splits;
using TorchSharp;

namespace SraCl.Training.Tests.Checkpoints;

/// <summary>A small training with dropout and two objectives, one of them with a module of its own; 9 steps an epoch.</summary>
internal sealed class CheckpointScene
{
    public const int Steps = 9;
    public const int Epochs = 3;

    private const int Items = 16;
    private const int HiddenSize = 8;

    /// <summary>Gets or sets what is changed about the training.</summary>
    public Action<TrainerOptions> Training { get; init; } = _ => { };

    /// <summary>Gets or sets what is changed about the backbone.</summary>
    public Action<TransformerOptions> Backbone { get; init; } = _ => { };

    public double ProjectionWeight { get; init; } = 0.3;

    public DatasetSplit Split { get; init; } = Cycles(seed: 8);

    public EvaluationOptions Evaluation { get; init; } = new();

    public bool IsCanceledFromTheStart { get; init; }

    public ILogger<Trainer>? Logger { get; init; }

    /// <summary>Gets the item vectors that the last run left in the backbone: those of the best epoch.</summary>
    public float[] Vectors { get; private set; } = [];

    /// <summary>Users who buy the items in a circle, each from a start of their own.</summary>
    public static DatasetSplit Cycles(long seed)
    {
        CounterRandom draws = CounterRandom.Create(seed);
        var items = new List<int>();
        var offsets = new List<int> { 0 };
        for (int user = 0; user < 60; user++)
        {
            int item = draws.NextInt32(Items);
            for (int i = 0; i < 5 + (user % 4); i++)
            {
                items.Add(1 + ((item + i) % Items));
            }

            offsets.Add(items.Count);
        }

        return new LeaveOneOutSplitter().Split(new SequenceDataset(
            Enumerable.Range(0, 60).Select(user => $"u{user}").ToArray(), new IdMap(Enumerable.Range(1, Items).Select(item => $"i{item}")), [.. items], [.. offsets]));
    }

    /// <summary>Trains; the checkpoint that is written at the end tells everything about the run that is to be the same.</summary>
    /// <param name="checkpoints">The checkpoints.</param>
    /// <param name="cancelAfter">The run is cancelled when this is so; null for never.</param>
    /// <param name="observers">What follows the run.</param>
    public TrainingResult Run(CheckpointOptions? checkpoints, Predicate<TrainingProgress>? cancelAfter = null, params ITrainingObserver[] observers)
    {
        using var source = new CancellationTokenSource();
        var progress = new Listener(now =>
        {
            if (cancelAfter?.Invoke(now) == true)
            {
                source.Cancel();
            }
        });
        var training = new TrainerOptions { BatchSize = 26, Epochs = Epochs, LearningRate = 0.01, EncodingThreads = 1, Patience = 100 };
        Training(training);
        var model = new TransformerOptions { MaxLength = 6, HiddenSize = HiddenSize, InnerSize = 16, Layers = 1, HiddenDropout = 0.2, AttentionDropout = 0.2 };
        Backbone(model);
        using var backbone = new TransformerBackbone(Items, model, training.Seed);
        using var projection = new ProjectedCycle(HiddenSize);
        TrainingResult result = new Trainer(Options.Create(training), new Evaluator(Evaluation), [], Logger).Fit(
            Split,
            backbone,
            [new WeightedObjective(new NextItemCrossEntropy()), new WeightedObjective(projection, ProjectionWeight)],
            new FitOptions { Progress = progress, Checkpoints = checkpoints, Observers = observers },
            IsCanceledFromTheStart ? new CancellationToken(canceled: true) : source.Token);
        using DisposeScope scope = torch.NewDisposeScope();
        Vectors = backbone.ItemVectors().detach().contiguous().data<float>().ToArray();
        return result;
    }

    /// <summary>Says that two runs came to the same weights, optimizer, best weights, losses and ranks, to the last bit.</summary>
    public static void AssertSame(TrainingResult expected, TrainingResult actual)
    {
        Assert.Equal(expected.StopReason, actual.StopReason);
        Assert.Equal(expected.BestEpoch.Epoch, actual.BestEpoch.Epoch);
        Assert.Equal(expected.Epochs.Count, actual.Epochs.Count);
        foreach ((EpochSummary one, EpochSummary other) in expected.Epochs.Zip(actual.Epochs))
        {
            Assert.Equal((one.Epoch, one.Loss, one.Score, one.IsBest), (other.Epoch, other.Loss, other.Score, other.IsBest));
            Assert.Equal(one.Losses, other.Losses);
            Assert.Equal(one.Validation.Ranks, other.Validation.Ranks);
            Assert.Equal(one.Validation.Metrics, other.Validation.Metrics);
            Assert.Equal(one.Validation.ToString(), other.Validation.ToString());
        }

        Assert.Equal(Hashes(expected.Checkpoint!), Hashes(actual.Checkpoint!));
    }

    /// <summary>Copies one checkpoint into a directory of its own, as though it were the newest when the process was killed.</summary>
    public static string CopyAlone(string checkpoint, string directory)
    {
        string target = Path.Combine(directory, Path.GetFileName(checkpoint));
        Directory.CreateDirectory(target);
        foreach (string file in Directory.EnumerateFiles(checkpoint))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        return directory;
    }

    private static string[] Hashes(string checkpoint) =>
    [
        .. Directory.EnumerateFiles(checkpoint, "*.safetensors").Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetFileName(file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}"),
    ];

    private sealed class Listener(Action<TrainingProgress> listen) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => listen(value);
    }
}
