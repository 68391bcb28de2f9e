using SraCl.Training.Fitting;

namespace SraCl.Cli.Consoles;

/// <summary>Tells two of where a training stands.</summary>
/// <param name="first">The one.</param>
/// <param name="second">The other.</param>
internal sealed class SharedProgress(IProgress<TrainingProgress> first, IProgress<TrainingProgress> second) : IProgress<TrainingProgress>
{
    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        first.Report(value);
        second.Report(value);
    }
}
