namespace SraCl.Training.Data;

/// <summary>The figures of a data set and what its preparation dropped.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed record DatasetSummary
{
    /// <summary>Gets the number of users.</summary>
    public required int Users { get; init; }

    /// <summary>Gets the number of items.</summary>
    public required int Items { get; init; }

    /// <summary>Gets the number of events.</summary>
    public required int Events { get; init; }

    /// <summary>Gets the number of items of the shortest sequence.</summary>
    public required int MinLength { get; init; }

    /// <summary>Gets the number of items of the longest sequence.</summary>
    public required int MaxLength { get; init; }

    /// <summary>Gets the share of events, 0..1, that have another event of the same user at the same time; null without times.</summary>
    public required double? TiedShare { get; init; }

    /// <summary>Gets the number of events dropped because of <see cref="DatasetOptions.MinRating"/>.</summary>
    public required long DroppedByRating { get; init; }

    /// <summary>Gets the number of events dropped because of the time range.</summary>
    public required long DroppedByTime { get; init; }

    /// <summary>Gets the number of events dropped as <see cref="DatasetOptions.Duplicates"/>.</summary>
    public required long DroppedDuplicates { get; init; }

    /// <summary>Gets the number of events dropped by the k-core.</summary>
    public required long DroppedByCore { get; init; }

    /// <summary>Gets the number of rows of the file that could not be read.</summary>
    public long BadRows { get; init; }

    /// <summary>Gets the problems of the first 20 unreadable rows, each with its line number.</summary>
    public IReadOnlyList<string> BadRowMessages { get; init; } = [];

    /// <summary>Gets the mean number of items of a sequence.</summary>
    public double MeanLength => (double)Events / Users;

    /// <summary>Gets the density: events ÷ (users × items), 0..1 unless items repeat.</summary>
    public double Density => (double)Events / ((double)Users * Items);
}
