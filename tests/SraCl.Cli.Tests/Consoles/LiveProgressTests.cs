using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Training.Evaluation;
using SraCl.Training.Fitting;

namespace SraCl.Cli.Tests.Consoles;

public sealed class LiveProgressTests
{
    [Fact]
    public async Task Show_OnATerminal_DrawsEpochLossMetricAndTime()
    {
        using var writer = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = 100;
        var result = new EvaluationResult(
            new EvaluationProtocol { Split = "validation", ItemCount = 9, SeenItems = SeenItems.Keep, TieRule = TieRule.Optimistic, MaxLength = 3, CutOffs = [10] }, [1, 2], 2);
        var epoch = new EpochSummary(3, 1.5, new Dictionary<string, double>(), result, 0.75, TimeSpan.Zero, TimeSpan.Zero);
        var training = new TrainingResult([epoch], epoch, StopReason.EpochLimit, Samples: 2, TimeSpan.Zero);

        TrainingResult shown = await TrainingDisplay.ShowAsync(console, "MRR@10", progress =>
        {
            progress.Report(new TrainingProgress(4, 5, 6, 7, 1.25, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(9), epoch, epoch));
            return Task.FromResult(training);
        });

        Assert.Same(training, shown);
        string drawn = writer.ToString();
        foreach (string expected in new[] { "Epoch 4/5", "6/7", "1.2500", "0.7500, best 0.7500 (epoch 3)", "8.0 s, at most 9.0 s left" })
        {
            Assert.Contains(expected, drawn, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Show_TrainingFails_PassesTheErrorOn()
    {
        using var writer = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(writer) });

        await Assert.ThrowsAsync<NonFiniteLossException>(() =>
            TrainingDisplay.ShowAsync(console, "MRR@10", _ => Task.FromException<TrainingResult>(new NonFiniteLossException("loss", double.NaN, 1, 2))));
    }
}
