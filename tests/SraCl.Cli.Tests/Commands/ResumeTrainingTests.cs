using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using SraCl.Cli.Consoles;
using SraCl.Randomness;
using SraCl.Training.Checkpoints;
using SraCl.Training.Fitting;

namespace SraCl.Cli.Tests.Commands;

/// <summary>Trainings that are stopped, killed and go on.</summary>
public sealed class ResumeTrainingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _interactions;

    public ResumeTrainingTests() => _interactions = _folder.WriteInteractions();

    private string Checkpoints => Path.Combine(_folder["model"], "checkpoints");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Train_KilledTenTimes_IsTheUninterruptedTraining()
    {
        const int Kills = 10;
        string[] options = ["--epochs", "80", "--patience", "1000", "--batch-size", "8", "--checkpoint-every", "20ms"];
        JsonNode whole = await TrainAsync("whole", [.. options, "--json"]);
        CounterRandom random = CounterRandom.Create(4);
        int resumed = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            string? newest = Newest();
            string[] resume = newest is null ? [] : ["--resume"];
            resumed += resume.Length;
            var training = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var errors = new StringBuilder();
            using Process process = CliProcess.Start(
                CommandLine.Train(_interactions, _folder["model"], [.. options, .. resume]),
                errors,
                line =>
                {
                    if (line.StartsWith("Device", StringComparison.Ordinal))
                    {
                        training.TrySetResult();
                    }
                });
            Task ended = process.WaitForExitAsync();
            await Task.WhenAny(training.Task, ended);

            // Most come some way, however slow the machine is; then, at any moment.
            while (kill % 3 != 0 && string.Equals(Newest(), newest, StringComparison.Ordinal) && !ended.IsCompleted)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1));
            }

            await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(random.NextInt32(100))), ended);
            Assert.False(ended.IsCompleted, $"The training ended before kill {kill + 1}. {errors}");
            process.Kill();
            await ended;
        }

        Assert.InRange(resumed, 5, Kills);
        JsonNode last = await TrainAsync("model", [.. options, "--json", "--resume"]);

        AssertSame(whole, last);
        Assert.False(Directory.Exists(Checkpoints));

        string? Newest() => !Directory.Exists(Checkpoints) ? null : Directory.EnumerateDirectories(Checkpoints)
            .Select(path => Path.GetFileName(path))
            .Where(name => name.StartsWith("checkpoint-", StringComparison.Ordinal) && !name.Contains('.', StringComparison.Ordinal))
            .Max(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Train_CanceledAndResumed_IsTheUninterruptedTraining()
    {
        JsonNode whole = await TrainAsync("whole", "--epochs", "4", "--json");
        string canceled = await CancelAsync("Epoch 2/", CommandLine.Train(_interactions, _folder["model"], "--epochs", "4"));
        Assert.Contains("best epoch so far is saved", canceled, StringComparison.Ordinal);
        Assert.Contains($"Go on     sracl train --interactions {_interactions} --out {_folder["model"]} ", canceled, StringComparison.Ordinal);
        Assert.EndsWith("--epochs 4 --resume", canceled.TrimEnd(), StringComparison.Ordinal);

        (int exitCode, string output, string progress) = await CommandLine.RunAsync(CommandLine.Train(_interactions, _folder["model"], "--epochs", "4", "--resume", "--json"));

        Assert.True(exitCode == ExitCode.Success, progress);
        AssertSame(whole, JsonNode.Parse(output)!);
        Assert.Contains("Resumed   goes on in epoch 3, after 0 steps of it and 2 finished epochs", progress, StringComparison.Ordinal);
        Assert.DoesNotContain("Epoch 2/4", progress, StringComparison.Ordinal);
        Assert.Contains("Epoch 3/4", progress, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Checkpoints));
        string error = await CommandLine.ErrorAsync(CommandLine.Train(_interactions, _folder["model"], "--epochs", "4", "--resume"));
        Assert.Contains("is finished", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_CanceledInTheFirstEpoch_KeepsTheStepsAndSaysHowToGoOn()
    {
        using var cancellation = new CancellationTokenSource();
        using var error = new StringWriter();
        string[] options = ["--epochs", "2", "--batch-size", "1"];
        Task<int> training = CliApp.RunAsync(CommandLine.Train(_interactions, _folder["model"], [.. options, "--checkpoint-every", "0s"]), new CliConsole(TextWriter.Null, error), cancellation.Token);
        while (!CheckpointDirectory.HasAny(Checkpoints) && !training.IsCompleted)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1));
        }

        await cancellation.CancelAsync();
        Assert.Equal(ExitCode.Canceled, await training);

        Assert.Contains($"sracl: cancelled. The training so far is kept in {_folder["model"]}; go on with: sracl train ", error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder["model"], "model.json")));
        AssertSame(await TrainAsync("whole", [.. options, "--json"]), await TrainAsync("model", [.. options, "--json", "--resume"]));
    }

    [Fact]
    public async Task Train_Unfinished_NeedsAWord()
    {
        await CancelAsync("Epoch 1/", CommandLine.Train(_interactions, _folder["model"], "--epochs", "4"));

        string error = await CommandLine.ErrorAsync(CommandLine.Train(_interactions, _folder["model"], "--epochs", "4"));
        Assert.Contains("holds an unfinished training. Add --resume to go on with it, --force to begin again", error, StringComparison.Ordinal);
        AssertSame(await TrainAsync("whole", "--epochs", "3", "--json"), await TrainAsync("model", "--epochs", "3", "--force", "--json"));
        Assert.False(Directory.Exists(Checkpoints));
    }

    [Fact]
    public async Task Train_ResumedWithOtherSettings_NamesThemAsOptions()
    {
        await CancelAsync("Epoch 1/", CommandLine.Train(_interactions, _folder["model"], "--epochs", "4"));

        string error = await CommandLine.ErrorAsync(CommandLine.Train(_interactions, _folder["model"], "--epochs", "5", "--learning-rate", "0.5", "--dropout", "0.1", "--resume"), expectOutput: true);

        Assert.Contains("other settings: --learning-rate is 0.001 there and 0.5 now, ", error, StringComparison.Ordinal);
        Assert.Equal(2, error.Split("--dropout is 0.5 there and 0.1 now").Length); // Two properties, one option.
        Assert.DoesNotContain("Dropout", error, StringComparison.Ordinal);
        Assert.DoesNotContain("--epochs", error, StringComparison.Ordinal);
        Assert.True(CheckpointDirectory.HasAny(Checkpoints));
    }

    [Fact]
    public async Task Train_ResumedFromDamaged_UsesAnOlderCheckpointWhenAsked()
    {
        string[] options = ["--epochs", "4", "--checkpoint-every", "0s"];
        JsonNode whole = await TrainAsync("whole", [.. options, "--json"]);
        await CancelAsync("Epoch 2/", CommandLine.Train(_interactions, _folder["model"], options));
        string newest = CheckpointDirectory.Newest(Checkpoints)!.Path;
        File.Delete(Path.Combine(newest, "optimizer.safetensors"));

        string error = await CommandLine.ErrorAsync(CommandLine.Train(_interactions, _folder["model"], [.. options, "--resume"]), expectOutput: true);
        Assert.Contains(Path.Combine(newest, "optimizer.safetensors"), error, StringComparison.Ordinal);
        Assert.Contains("--resume-from-older", error, StringComparison.Ordinal);

        (int exitCode, string output, string progress) = await CommandLine.RunAsync(CommandLine.Train(_interactions, _folder["model"], [.. options, "--resume-from-older", "--json"]));
        Assert.True(exitCode == ExitCode.Success, progress);
        AssertSame(whole, JsonNode.Parse(output)!);
        Assert.Contains($"Warning   Checkpoint {Path.GetFileName(newest)} is left out, an older one is used: ", progress, StringComparison.Ordinal);
        Assert.Matches(@"Resumed   goes on in epoch \d, after \d+ steps of it and \d finished epochs, from .*checkpoint-", progress);
    }

    [Theory]
    [InlineData("There is no unfinished training in", "--resume")]
    [InlineData("--no-checkpoints and --resume exclude each other", "--resume", "--no-checkpoints")]
    [InlineData("--no-checkpoints and --checkpoint-every exclude each other", "--checkpoint-every", "5s", "--no-checkpoints")]
    [InlineData("--resume goes on with the training in --out, --force begins again", "--resume", "--force")]
    [InlineData("--resume goes on with the training in --out, --force begins again", "--resume-from-older", "--force")]
    [InlineData("--checkpoint-every is 'often'; expected a number and a unit", "--checkpoint-every", "often")]
    [InlineData("--checkpoint-every is '-1s'; expected a number and a unit", "--checkpoint-every", "-1s")]
    public async Task Train_OptionsThatDoNotFit_AreNamed(string expected, params string[] options) =>
        Assert.Contains(expected, await CommandLine.ErrorAsync(CommandLine.Train(_interactions, _folder["model"], options)), StringComparison.Ordinal);

    [Fact]
    public async Task Train_NoCheckpoints_WritesNone()
    {
        string canceled = await CancelAsync("Epoch 1/", CommandLine.Train(_interactions, _folder["model"], "--no-checkpoints"));

        Assert.False(Directory.Exists(Checkpoints));
        Assert.DoesNotContain("Go on ", canceled, StringComparison.Ordinal);
        Assert.Equal(["items.json", "model.json", "model.safetensors", "results.json", "training.jsonl"], Directory.EnumerateFileSystemEntries(_folder["model"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Train_AnyRun_HasALogAndTensorBoardWhenAsked()
    {
        JsonNode json = await TrainAsync("model", "--tensorboard", _folder["board"], "--json");

        TrainingLog log = TrainingLogReader.Read(Path.Combine(_folder["model"], TrainingLog.FileName));
        Assert.Equal(json["losses"]!.AsArray().Select(loss => loss!.GetValue<double>()), log.Epochs.Select(epoch => epoch.Loss));
        Assert.Equal(("cpu", json["samples"]!.GetValue<int>()), (log.Header.Device, log.Header.Samples));
        Assert.Contains("tfevents", Assert.Single(Directory.GetFiles(_folder["board"])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_LogOfAKilledTraining_IsReplaced()
    {
        Directory.CreateDirectory(_folder["model"]);
        _folder.Write(Path.Combine("model", "training.jsonl"), "{\"half");

        await TrainAsync("model", "--json");

        Assert.Equal(2, TrainingLogReader.Read(Path.Combine(_folder["model"], TrainingLog.FileName)).Epochs.Count);
    }

    private async Task<JsonNode> TrainAsync(string output, params string[] options) =>
        JsonNode.Parse(await CommandLine.OutputAsync(CommandLine.Train(_interactions, _folder[output], options)))!;

    private static async Task<string> CancelAsync(string trigger, string[] command)
    {
        using var cancellation = new CancellationTokenSource();
        using var output = new CancelingWriter(trigger, cancellation);
        using var error = new StringWriter();
        int exitCode = await CliApp.RunAsync(command, new CliConsole(output, error), cancellation.Token);
        Assert.True(exitCode == ExitCode.Canceled, error.ToString());
        return output.ToString();
    }

    /// <summary>The trainings in 'whole' and 'model' came to the same.</summary>
    private void AssertSame(JsonNode whole, JsonNode other)
    {
        foreach (string name in new[] { "metrics", "validation", "losses", "bestEpoch", "stopReason", "samples" })
        {
            Assert.Equal(whole[name]!.ToJsonString(), other[name]!.ToJsonString());
        }

        foreach (string file in new[] { "model.json", "items.json", "model.safetensors" })
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(_folder["whole"], file)), File.ReadAllBytes(Path.Combine(_folder["model"], file)));
        }

        Assert.Equal(Lines("whole"), Lines("model"));

        string[] Lines(string output) =>
        [
            .. TrainingLogReader.Read(Path.Combine(_folder[output], TrainingLog.FileName)).Epochs.Select(
                epoch => string.Create(CultureInfo.InvariantCulture, $"{epoch.Epoch} {epoch.Loss:R} {epoch.Score:R} {epoch.Best} {string.Join(' ', epoch.Validation.Values)}")),
        ];
    }
}
