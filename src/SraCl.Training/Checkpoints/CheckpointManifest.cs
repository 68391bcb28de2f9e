using System.Text.Json.Nodes;

namespace SraCl.Training.Checkpoints;

/// <summary>The contents of a checkpoint's <c>manifest.json</c>.</summary>
internal sealed record CheckpointManifest
{
    /// <summary>Gets the version of the format.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>Gets the version of SraCl that wrote it.</summary>
    public required string SraClVersion { get; init; }

    /// <summary>Gets the version of TorchSharp, which names that of libtorch.</summary>
    public required string TorchSharpVersion { get; init; }

    /// <summary>Gets the epoch that is running, counted from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Gets the number of its steps that are done.</summary>
    public required int Step { get; init; }

    /// <summary>Gets the sums of each objective's losses over the samples of the running epoch.</summary>
    public required IReadOnlyList<double> LossSums { get; init; }

    /// <summary>Gets the time spent on the steps of the running epoch.</summary>
    public required TimeSpan EpochTime { get; init; }

    /// <summary>Gets the time the run has taken.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Gets the best epoch so far; 0 for none.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Gets the number of validations in a row that brought nothing better.</summary>
    public required int WorseEpochs { get; init; }

    /// <summary>Gets the finished epochs.</summary>
    public required IReadOnlyList<CheckpointEpoch> Epochs { get; init; }

    /// <summary>Gets the hash of the data (<see cref="SplitFingerprint"/>).</summary>
    public required string Data { get; init; }

    /// <summary>Gets what the trainer knows to decide about the run.</summary>
    public required JsonObject Settings { get; init; }

    /// <summary>Gets what the caller says to decide about the run.</summary>
    public JsonObject? Configuration { get; init; }

    /// <summary>Gets the SHA-256 of every other file, by name.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }
}
