using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using SraCl.Training.Fitting;

namespace SraCl.Cli.Consoles;

/// <summary>Shows on a terminal where a training stands; drawn four times a second however fast the steps are.</summary>
internal sealed class LiveProgress : IProgress<TrainingProgress>
{
    private const int BarWidth = 40;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private TrainingProgress? _latest;

    /// <summary>Runs a training and shows it.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="metric">The name of the metric that selects the best epoch.</param>
    /// <param name="train">Starts the training.</param>
    public static async Task<TrainingResult> ShowAsync(IAnsiConsole console, string metric, Func<IProgress<TrainingProgress>, Task<TrainingResult>> train)
    {
        var progress = new LiveProgress();
        Task<TrainingResult> training = train(progress);
        await console.Live(progress.View(metric)).StartAsync(async live =>
        {
            do
            {
                await Task.WhenAny(training, Task.Delay(Pause));
                live.UpdateTarget(progress.View(metric));
            }
            while (!training.IsCompleted);
        });
        return await training;
    }

    /// <summary>Keeps where the training stands.</summary>
    /// <param name="value">Where it stands.</param>
    public void Report(TrainingProgress value)
    {
        lock (_gate)
        {
            _latest = value;
        }
    }

    private IRenderable View(string metric)
    {
        TrainingProgress? latest;
        lock (_gate)
        {
            latest = _latest;
        }

        if (latest is not { } now)
        {
            return new Text("Preparing the first step");
        }

        int filled = BarWidth * now.Step / now.Steps;
        Grid grid = new Grid().AddColumn().AddColumn();
        grid.AddRow(Cell($"Epoch {now.Epoch}/{now.Epochs}"), new Markup($"[green]{new string('━', filled)}[/][grey]{new string('━', BarWidth - filled)}[/] {now.Step}/{now.Steps}"));
        grid.AddRow(Cell($"Loss"), Cell($"{now.Loss:F4}"));
        grid.AddRow(Cell($"{metric}"), now is { LastEpoch: { } last, BestEpoch: { } best }
            ? Cell($"{last.Score:F4}, best {best.Score:F4} (epoch {best.Epoch})")
            : Cell($"after the first epoch"));
        grid.AddRow(Cell($"Time"), Cell($"{Duration.Text(now.Elapsed)}{Duration.Left(now.Remaining)}"));
        return grid;
    }

    private static Text Cell(FormattableString text) => new(text.ToString(CultureInfo.InvariantCulture));
}
