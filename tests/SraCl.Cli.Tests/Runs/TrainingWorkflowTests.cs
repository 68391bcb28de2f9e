using Spectre.Console;
using SraCl.Cli.Data;
using SraCl.Cli.Runs;
using SraCl.Cli.Systems;
using SraCl.Training.Data;
using SraCl.Training.Fitting;

namespace SraCl.Cli.Tests.Runs;

public sealed class TrainingWorkflowTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_DivergingOnATerminal_StillWritesTheWarnings()
    {
        using var writer = new StringWriter();
        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(writer) });
        var recipe = new DataRecipe { Interactions = _folder.WriteInteractions(), Format = InteractionFormat.UserItem };
        var plan = new TrainingPlan(recipe, _folder["model"])
        {
            Shape = new ModelShape { HiddenSize = 8, Layers = 1, Heads = 1 },
            Device = "cpu",
            CheckpointInterval = TimeSpan.Zero,
            Training = options => (options.BatchSize, options.LearningRate) = (8, 1e30),
        };
        LoadedData data = LoadedData.Load(recipe, CancellationToken.None);

        await Assert.ThrowsAsync<NonFiniteLossException>(
            () => TrainingWorkflow.RunAsync(plan, data, terminal, CancellationToken.None, new Saboteur(RunCheckpoints.PathOf(plan))));

        Assert.Contains("Warning   The checkpoint '", writer.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Puts a file in the place of the directory of checkpoints.</summary>
    private sealed class Saboteur(string directory) : ITrainingObserver
    {
        public void Started(TrainingStart start)
        {
            Directory.Delete(directory, recursive: true);
            File.WriteAllText(directory, "in the way");
        }
    }
}
