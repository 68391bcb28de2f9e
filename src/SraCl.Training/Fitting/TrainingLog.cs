namespace SraCl.Training.Fitting;

/// <summary>The log of a training, read back: what it began with, and what each epoch brought.</summary>
/// <param name="Header">What the training began with.</param>
/// <param name="Epochs">The finished epochs, in order.</param>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed record TrainingLog(TrainingLogHeader Header, IReadOnlyList<TrainingLogEpoch> Epochs)
{
    /// <summary>The usual name of the file, in the directory of the model.</summary>
    public const string FileName = "training.jsonl";

    /// <summary>The version of the format that this version of SraCl writes and reads.</summary>
    public const int FormatVersion = 1;
}
