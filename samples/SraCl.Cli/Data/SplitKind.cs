namespace SraCl.Cli.Data;

/// <summary>How a data set is divided into training, validation and test.</summary>
internal enum SplitKind
{
    /// <summary>Each user's last item tests, the one before it validates.</summary>
    LeaveOneOut,

    /// <summary>What happened before a time trains, what happened after it is predicted.</summary>
    GlobalTime,
}
