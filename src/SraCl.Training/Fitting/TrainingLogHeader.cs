namespace SraCl.Training.Fitting;

/// <summary>The first line of a training's log: what it began with.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed record TrainingLogHeader
{
    /// <summary>Gets the version of the format; <see cref="TrainingLog.FormatVersion"/> when it was written by this version of SraCl.</summary>
    public required int Version { get; init; }

    /// <summary>Gets the seed of everything random.</summary>
    public required long Seed { get; init; }

    /// <summary>Gets the validation metric that selects the best epoch.</summary>
    public required string SelectionMetric { get; init; }

    /// <summary>Gets the device that is trained on, such as <c>cpu</c> or <c>cuda:0</c>.</summary>
    public required string Device { get; init; }

    /// <summary>Gets the number of trained numbers.</summary>
    public required long Parameters { get; init; }

    /// <summary>Gets the number of training samples.</summary>
    public required int Samples { get; init; }

    /// <summary>Gets the weight of each objective by its name.</summary>
    public required IReadOnlyDictionary<string, double> Losses { get; init; }
}
