using System.Text.Json.Nodes;

namespace SraCl.Training.Checkpoints;

/// <summary>What a checkpoint says about itself.</summary>
/// <param name="Path">Its directory.</param>
/// <param name="Epoch">The epoch that it was written in, counted from 1.</param>
/// <param name="Step">The number of steps of that epoch that are done; 0 between two epochs.</param>
/// <param name="FinishedEpochs">The number of epochs that were trained and validated.</param>
/// <param name="Configuration">A copy of <see cref="CheckpointOptions.Configuration"/> as it was; null when there was none.</param>
/// <remarks>Not safe for concurrent use: the configuration can be changed.</remarks>
public sealed record CheckpointInfo(string Path, int Epoch, int Step, int FinishedEpochs, JsonObject? Configuration);
