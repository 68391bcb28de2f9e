namespace SraCl.Cli.Data;

/// <summary>Where the vectors of sequences come from.</summary>
internal enum SequenceVectors
{
    /// <summary>The mean of the vectors of their newest items.</summary>
    Items,

    /// <summary>A summary of the user's taste, embedded like the items' texts.</summary>
    Summaries,
}
