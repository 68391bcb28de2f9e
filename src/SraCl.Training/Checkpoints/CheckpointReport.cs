namespace SraCl.Training.Checkpoints;

/// <summary>What came of writing a checkpoint.</summary>
/// <param name="Epoch">The epoch that it was written in, counted from 1.</param>
/// <param name="Step">The number of steps of that epoch that are done.</param>
/// <param name="Path">Its directory.</param>
/// <param name="Bytes">The size of its files together; 0 when it could not be written.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Error">Why it could not be written, with the cure; null when it was.</param>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed record CheckpointReport(int Epoch, int Step, string Path, long Bytes, TimeSpan Duration, string? Error = null);
