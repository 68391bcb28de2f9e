namespace SraCl.Training.Fitting;

/// <summary>Where a run stands, beside the tensors it changes: everything that a checkpoint must hold. Random streams need no state, they are functions of the place.</summary>
/// <param name="objectives">The number of objectives.</param>
/// <param name="stopping">Early stopping, before the first validation.</param>
internal sealed class TrainingState(int objectives, EarlyStopping stopping)
{
    private readonly List<EpochSummary> _epochs = [];

    /// <summary>Gets the epoch that is running, counted from 1.</summary>
    public int Epoch => _epochs.Count + 1;

    /// <summary>Gets or sets the number of its steps that are done.</summary>
    public int Step { get; set; }

    /// <summary>Gets the sums of each objective's losses over the samples of the running epoch.</summary>
    public double[] Sums { get; } = new double[objectives];

    /// <summary>Gets or sets the time spent on the steps of the running epoch.</summary>
    public TimeSpan EpochTime { get; set; }

    /// <summary>Gets or sets the time the run took before this process went on with it.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>Gets the finished epochs.</summary>
    public IReadOnlyList<EpochSummary> Epochs => _epochs;

    /// <summary>Gets the best epoch so far; null before the first validation.</summary>
    public EpochSummary? Best { get; private set; }

    /// <summary>Gets early stopping.</summary>
    public EarlyStopping Stopping => stopping;

    /// <summary>Finishes the running epoch and begins the next one.</summary>
    /// <param name="summary">What the epoch brought.</param>
    /// <returns>The same, which knows whether it is the best so far.</returns>
    public EpochSummary Add(EpochSummary summary)
    {
        EpochSummary added = summary with { IsBest = stopping.Observe(summary.Score) };
        _epochs.Add(added);
        Best = added.IsBest ? added : Best;
        Step = 0;
        EpochTime = TimeSpan.Zero;
        Array.Clear(Sums);
        return added;
    }
}
