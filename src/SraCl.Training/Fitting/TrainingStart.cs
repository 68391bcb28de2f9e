namespace SraCl.Training.Fitting;

/// <summary>What a training run begins with.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed record TrainingStart
{
    /// <summary>Gets the seed of everything random.</summary>
    public required long Seed { get; init; }

    /// <summary>Gets the validation metric that selects the best epoch.</summary>
    public required string SelectionMetric { get; init; }

    /// <summary>Gets the device that is trained on, such as <c>cpu</c> or <c>cuda:0</c>.</summary>
    public required string Device { get; init; }

    /// <summary>Gets the number of threads that take their part of a step through the backbone side by side.</summary>
    public required int Threads { get; init; }

    /// <summary>Gets the number of trained numbers, those of the objectives' own modules included.</summary>
    public required long Parameters { get; init; }

    /// <summary>Gets the number of training samples, which is that of an epoch.</summary>
    public required int Samples { get; init; }

    /// <summary>Gets the number of steps of an epoch.</summary>
    public required int Steps { get; init; }

    /// <summary>Gets the largest number of epochs.</summary>
    public required int Epochs { get; init; }

    /// <summary>Gets the weight of each objective by its name, in their order.</summary>
    public required IReadOnlyList<KeyValuePair<string, double>> Losses { get; init; }

    /// <summary>Gets the epochs that were finished before; empty for a run that begins at the beginning.</summary>
    public IReadOnlyList<EpochSummary> FinishedEpochs { get; init; } = [];

    /// <summary>Gets the number of steps that the running epoch had before.</summary>
    public int FinishedSteps { get; init; }

    /// <summary>Gets the directory of the checkpoint that the run goes on from; null when it begins at the beginning.</summary>
    public string? Checkpoint { get; init; }
}
