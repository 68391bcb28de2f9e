using SraCl.Training.Evaluation;

namespace SraCl.Training.Checkpoints;

/// <summary>A finished epoch as a checkpoint's manifest holds it; the ranks are in a file of their own.</summary>
internal sealed record CheckpointEpoch
{
    public required double Loss { get; init; }

    public required IReadOnlyDictionary<string, double> Losses { get; init; }

    public required EvaluationProtocol Protocol { get; init; }

    public required int Users { get; init; }

    public required TimeSpan TrainingTime { get; init; }

    public required TimeSpan ValidationTime { get; init; }
}
