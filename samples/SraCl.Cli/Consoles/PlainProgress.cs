using Spectre.Console;
using SraCl.Training.Fitting;

namespace SraCl.Cli.Consoles;

/// <summary>Writes one line an epoch, for files and pipes.</summary>
/// <param name="console">Where to.</param>
/// <param name="metric">The name of the metric that selects the best epoch.</param>
internal sealed class PlainProgress(IAnsiConsole console, string metric) : IProgress<TrainingProgress>
{
    private int _written;

    /// <summary>Writes a line when an epoch has ended since the last call; epochs before a checkpoint were written then.</summary>
    /// <param name="value">Where the training stands.</param>
    public void Report(TrainingProgress value)
    {
        if (value.LastEpoch is not { } epoch || epoch.Epoch == _written || epoch.Epoch != value.Epoch)
        {
            return;
        }

        _written = epoch.Epoch;
        console.Line(
            $"Epoch {epoch.Epoch}/{value.Epochs}  loss {epoch.Loss:F4}  {metric} {epoch.Score:F4}  best {value.BestEpoch?.Score:F4} (epoch {value.BestEpoch?.Epoch})  {Duration.Text(value.Elapsed)}{Duration.Left(value.Remaining)}");
    }
}
