namespace SraCl.Cli.Commands;

/// <summary>When a trial of a search ends early.</summary>
internal enum TrialStopping
{
    /// <summary>When it is worse than the median of the trials before it.</summary>
    Median,

    /// <summary>Never.</summary>
    None,
}
