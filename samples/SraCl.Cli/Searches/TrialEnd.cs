namespace SraCl.Cli.Searches;

/// <summary>How a trial ended.</summary>
internal enum TrialEnd
{
    /// <summary>By its own rules: all epochs done, or no longer improving.</summary>
    Finished,

    /// <summary>Early, being worse than half of the trials before it.</summary>
    Stopped,

    /// <summary>A loss became infinite or not a number; it has no model.</summary>
    Diverged,
}
