using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using SraCl.Backbones.Objectives;
using SraCl.Backbones.Transformers;
using SraCl.Objectives;
using SraCl.Sequences;
using SraCl.Splits;
using SraCl.Training.Checkpoints;
using SraCl.Training.Evaluation;
using SraCl.Training.Fitting;
using SraCl.Training.Splits;
using static TorchSharp.torch;

namespace SraCl.Fuzz.Tests.Targets;

/// <summary>
/// Checkpoints of trainings, as they are found and with hashes that fit again: the hashes refuse what was damaged by chance, and what comes behind them must not
/// trust a manifest that somebody has edited.
/// </summary>
internal sealed class CheckpointTarget() : FuzzTarget("checkpoints", weight: 5)
{
    private const int Items = 6;
    private const int Epochs = 2;
    private const string AsFound = "as found";
    private const string HashedAnew = "hashed anew";

    private readonly DatasetSplit _split = Cycles();

    protected override void Read(FuzzInput input)
    {
        if (string.Equals(input.Kind, HashedAnew, StringComparison.Ordinal))
        {
            HashAnew(input.Directory);
        }

        string directory = Path.Combine(input.Scratch, "checkpoints");
        string checkpoint = Path.Combine(directory, $"checkpoint-{Epochs:D4}-000001");
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true); // That of the input before.
        }

        Directory.CreateDirectory(checkpoint);
        foreach (string file in Directory.EnumerateFiles(input.Directory))
        {
            File.Copy(file, Path.Combine(checkpoint, Path.GetFileName(file)));
        }

        using TransformerBackbone backbone = Backbone();
        TrainingResult result = Train(backbone, new CheckpointOptions { Directory = directory, Resume = CheckpointResume.Required }, CancellationToken.None);
        Require(result.Epochs.Count == Epochs && result.Epochs.Select(epoch => epoch.Epoch).SequenceEqual(Enumerable.Range(1, Epochs)), "its epochs are not those of the run");
        Require(result.Epochs.All(epoch => double.IsFinite(epoch.Loss) && epoch.Score is >= 0 and <= 1), "its losses or scores are none");
        foreach ((string name, Tensor value) in backbone.Module.state_dict())
        {
            Require(value.isfinite().all().item<bool>(), $"the weights '{name}' are not finite");
        }
    }

    protected override FuzzSeed[] MakeSeeds(string directory)
    {
        using TransformerBackbone backbone = Backbone();
        using var cancel = new CancellationTokenSource();
        var cancelInTheLastEpoch = new Observer(step =>
        {
            if (step.Epoch == Epochs)
            {
                cancel.Cancel();
            }
        });
        TrainingResult result = Train(backbone, new CheckpointOptions { Directory = directory }, cancel.Token, cancelInTheLastEpoch);
        return [FuzzSeed.Folder(AsFound, result.Checkpoint!), FuzzSeed.Folder(HashedAnew, result.Checkpoint!)];
    }

    private static TransformerBackbone Backbone() =>
        new(Items, new TransformerOptions { MaxLength = 4, HiddenSize = 4, InnerSize = 4, Layers = 1, Heads = 1, HiddenDropout = 0.1, AttentionDropout = 0.1 }, seed: 1);

    private TrainingResult Train(TransformerBackbone backbone, CheckpointOptions checkpoints, CancellationToken cancellationToken, params ITrainingObserver[] observers) =>
        new Trainer(Options.Create(new TrainerOptions { Epochs = Epochs, BatchSize = 16, EncodingThreads = 1, PrefetchBatches = 0 }), new Evaluator(), []).Fit(
            _split, backbone, [new WeightedObjective(new NextItemCrossEntropy())], new FitOptions { Checkpoints = checkpoints, Observers = observers }, cancellationToken);

    /// <summary>Puts the hashes right wherever the manifest can still be read.</summary>
    private static void HashAnew(string directory)
    {
        const string ManifestName = "manifest.json";
        string manifest = Path.Combine(directory, ManifestName);
        if (!File.Exists(manifest))
        {
            return;
        }

        try
        {
            if (JsonNode.Parse(File.ReadAllBytes(manifest)) is JsonObject root && root["files"] is JsonObject files)
            {
                foreach (string name in files.Select(file => file.Key).Where(name => File.Exists(Path.Combine(directory, Path.GetFileName(name)))).ToArray())
                {
                    files[name] = Hash(File.ReadAllBytes(Path.Combine(directory, Path.GetFileName(name))));
                }

                File.WriteAllText(manifest, root.ToJsonString());
            }
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            // Then it is hashed as it is.
        }

        File.WriteAllText(Path.Combine(directory, "manifest.sha256"), $"{Hash(File.ReadAllBytes(manifest))}  {ManifestName}\n", Encoding.ASCII);
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static DatasetSplit Cycles()
    {
        const int Users = 8;
        const int Length = 5;
        int[] items = [.. Enumerable.Range(0, Users * Length).Select(i => 1 + (((i / Length) + (i % Length)) % Items))];
        int[] offsets = [.. Enumerable.Range(0, Users + 1).Select(user => user * Length)];
        return new LeaveOneOutSplitter().Split(new SequenceDataset(
            [.. Enumerable.Range(0, Users).Select(user => $"u{user}")], new IdMap(Enumerable.Range(1, Items).Select(item => $"i{item}")), items, offsets));
    }

    private sealed class Observer(Action<StepSummary> onStep) : ITrainingObserver
    {
        public void StepDone(StepSummary step) => onStep(step);
    }
}
