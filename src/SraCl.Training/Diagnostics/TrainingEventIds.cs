namespace SraCl.Training.Diagnostics;

/// <summary>The ids of the log messages of this package.</summary>
internal static class TrainingEventIds
{
    public const int Started = 1;
    public const int Resumed = 2;
    public const int EpochFinished = 3;
    public const int BestEpoch = 4;
    public const int Stopped = 5;
    public const int Canceled = 6;
    public const int ObserverFailed = 7;
    public const int CheckpointWritten = 8;
    public const int CheckpointFailed = 9;
    public const int CheckpointDamaged = 10;
    public const int CheckpointOfAnotherVersion = 11;
    public const int CheckpointsNotDeleted = 12;
}
