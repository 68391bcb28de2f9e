namespace SraCl.Training.Checkpoints;

/// <summary>A checkpoint cannot be used: it is damaged, of another version, of other data, or of another configuration.</summary>
/// <remarks>Raised before anything is changed. Safe for concurrent use.</remarks>
public sealed class CheckpointException : SraClException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The file, what is wrong with it, and the cure.</param>
    /// <param name="isDamaged">Whether the files are damaged.</param>
    /// <param name="innerException">The error that led to this one.</param>
    public CheckpointException(string message, bool isDamaged = false, Exception? innerException = null)
        : base(message, innerException) => IsDamaged = isDamaged;

    /// <summary>Gets whether the files are damaged, so that an older checkpoint may do where it is allowed (<see cref="CheckpointOptions.AllowOlder"/>).</summary>
    public bool IsDamaged { get; }
}
