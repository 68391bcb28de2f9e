namespace SraCl.Training.Fitting;

/// <summary>A line of a training's log: what one epoch brought.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed record TrainingLogEpoch
{
    /// <summary>Gets the epoch, counted from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Gets the mean total loss over the epoch's samples.</summary>
    public required double Loss { get; init; }

    /// <summary>Gets the mean unweighted loss of each objective over the epoch's samples, by objective name.</summary>
    public required IReadOnlyDictionary<string, double> Losses { get; init; }

    /// <summary>Gets the metrics of the validation, by name, not rounded.</summary>
    public required IReadOnlyDictionary<string, double> Validation { get; init; }

    /// <summary>Gets the validation value of the selection metric.</summary>
    public required double Score { get; init; }

    /// <summary>Gets whether the epoch was the best one when it was validated, by the selection rule.</summary>
    public required bool Best { get; init; }

    /// <summary>Gets the seconds spent training.</summary>
    public required double TrainingSeconds { get; init; }

    /// <summary>Gets the seconds spent validating.</summary>
    public required double ValidationSeconds { get; init; }

    /// <summary>Makes the line of an epoch.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <returns>The line.</returns>
    public static TrainingLogEpoch Create(EpochSummary epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        return new TrainingLogEpoch
        {
            Epoch = epoch.Epoch,
            Loss = epoch.Loss,
            Losses = epoch.Losses,
            Validation = epoch.Validation.Metrics,
            Score = epoch.Score,
            Best = epoch.IsBest,
            TrainingSeconds = epoch.TrainingTime.TotalSeconds,
            ValidationSeconds = epoch.ValidationTime.TotalSeconds,
        };
    }
}
