using SraCl.Training.Checkpoints;

namespace SraCl.Training.Fitting;

/// <summary>What goes along with one training run: who is told of it, and how it is kept from being lost. Changes no result.</summary>
/// <remarks>Immutable, hence as safe for concurrent use as what it holds.</remarks>
public sealed record FitOptions
{
    /// <summary>Gets what is told of every step and validation, on the training thread; null for nobody.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Gets where the run saves its state, and whether it goes on from a saved one; null for no checkpoints.</summary>
    public CheckpointOptions? Checkpoints { get; init; }

    /// <summary>Gets what follows the run in detail, such as a <see cref="TrainingLogWriter"/>; owned by the caller.</summary>
    public IReadOnlyList<ITrainingObserver> Observers { get; init; } = [];
}
