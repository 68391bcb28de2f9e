using Spectre.Console;
using SraCl.Training.Fitting;

namespace SraCl.Cli.Consoles;

/// <summary>Shows a training while it runs: live on a terminal, else a line an epoch.</summary>
internal static class TrainingDisplay
{
    /// <summary>Runs a training and shows it.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="metric">The name of the metric that selects the best epoch.</param>
    /// <param name="train">Starts the training; it reports to what it is given.</param>
    public static Task<TrainingResult> ShowAsync(IAnsiConsole console, string metric, Func<IProgress<TrainingProgress>, Task<TrainingResult>> train) =>
        console.Profile.Capabilities is { Ansi: true, Interactive: true }
            ? LiveProgress.ShowAsync(console, metric, train)
            : train(new PlainProgress(console, metric));
}
