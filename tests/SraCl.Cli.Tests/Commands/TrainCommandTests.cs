using System.Text.Json.Nodes;
using SraCl.Cli.Consoles;
using SraCl.Training.Evaluation;
using SraCl.Training.Fitting;

namespace SraCl.Cli.Tests.Commands;

[Collection(SharedModel.Name)]
public sealed class TrainCommandTests(TrainedModel trained) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Train_PlainOutput_ReportsDataEpochsResultsAndNextStep()
    {
        string output = await CommandLine.OutputAsync(CommandLine.Train(_folder.WriteInteractions(), _folder["model"]));

        Assert.Contains("40 users, 12 items, 199 events", output, StringComparison.Ordinal);
        Assert.Contains($"Losses    next-item cross-entropy{Environment.NewLine}", output, StringComparison.Ordinal);
        Assert.Contains("Epoch 1/2  loss ", output, StringComparison.Ordinal);
        Assert.Contains("Epoch 2/2  loss ", output, StringComparison.Ordinal);
        Assert.Contains("NDCG@10", output, StringComparison.Ordinal);
        Assert.Contains("full ranking over 12 items", output, StringComparison.Ordinal);
        Assert.Contains($"sracl recommend --model {_folder["model"]}", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
        Assert.True(File.Exists(Path.Combine(_folder["model"], "model.safetensors")));
    }

    [Fact]
    public async Task Train_Json_PrintsOneObjectOnStandardOutputAndProgressOnStandardError()
    {
        (int exitCode, string output, string error) = await CommandLine.RunAsync(CommandLine.Train(_folder.WriteInteractions(), _folder["model"], "--json"));

        Assert.Equal(ExitCode.Success, exitCode);
        JsonNode json = JsonNode.Parse(output)!;
        Assert.InRange(json["metrics"]!["NDCG@10"]!.GetValue<double>(), 0, 1);
        Assert.Equal("test", json["protocol"]!["split"]!.GetValue<string>());
        Assert.Equal(40, json["users"]!.GetValue<int>());
        Assert.Equal(2, json["losses"]!.AsArray().Count);
        Assert.Contains("Epoch 2/2", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_Results_AreKeptWithEveryRank()
    {
        JsonNode json = JsonNode.Parse(trained.Json)!;
        var results = EvaluationFile.Load(trained.Path);

        Assert.Equal(json["metrics"]!["NDCG@10"]!.GetValue<double>(), results.Test!.Metrics["NDCG@10"]);
        Assert.Equal(json["validation"]!["NDCG@10"]!.GetValue<double>(), results.Validation.Metrics["NDCG@10"]);
        Assert.Equal(40, results.Test.Ranks.Count);
        Assert.Equal(["length < 7", "length 7-10", "length > 10"], results.Test.Groups.Take(3).Select(group => group.Name));
        Assert.InRange(results.Test.ListMetrics["Coverage@10"], 0.5, 1);
        Assert.Equal(json["lists"]!["Coverage@10"]!.GetValue<double>(), results.Test.ListMetrics["Coverage@10"]);
    }

    [Fact]
    public async Task Train_CanceledAfterTheFirstEpoch_KeepsNoTest()
    {
        string[] command = CommandLine.Train(_folder.WriteInteractions(), _folder["model"], "--epochs", "50");
        await CommandLine.OutputAsync(CommandLine.Train(_folder["interactions.txt"], _folder["model"]));
        Assert.NotNull(EvaluationFile.Load(_folder["model"]).Test);
        using var cancellation = new CancellationTokenSource();
        using var output = new CancelingWriter("Epoch 1/50", cancellation);

        int exitCode = await CliApp.RunAsync([.. command, "--force"], new CliConsole(output, TextWriter.Null), cancellation.Token);

        Assert.Equal(ExitCode.Canceled, exitCode);
        Assert.Null(EvaluationFile.Load(_folder["model"]).Test);
    }

    [Fact]
    public async Task Train_SameSeedTwice_SameLossesAndMetrics()
    {
        JsonNode first = JsonNode.Parse(trained.Json)!;
        JsonNode second = JsonNode.Parse(await CommandLine.OutputAsync(CommandLine.Train(trained.Interactions, _folder["again"], "--json")))!;
        JsonNode other = JsonNode.Parse(await CommandLine.OutputAsync(CommandLine.Train(trained.Interactions, _folder["other"], "--json", "--seed", "7")))!;

        Assert.Equal(first["losses"]!.ToJsonString(), second["losses"]!.ToJsonString());
        Assert.Equal(first["metrics"]!.ToJsonString(), second["metrics"]!.ToJsonString());
        Assert.NotEqual(first["losses"]!.ToJsonString(), other["losses"]!.ToJsonString());
    }

    [Fact]
    public async Task Train_Negatives_DrawsItemsInPlaceOfTheCatalogue()
    {
        string output = await CommandLine.OutputAsync(CommandLine.Train(_folder.WriteInteractions(), _folder["model"], "--negatives", "8"));

        Assert.Contains($"Losses    sampled softmax (8 negatives, logQ){Environment.NewLine}", output, StringComparison.Ordinal);
        Assert.Contains("Epoch 2/2  loss ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("transformer", "0", "--negatives is 0; expected at least 1")]
    [InlineData("bert4rec", "8", "'bert4rec' has the loss 'Cloze'")]
    public async Task Train_NegativesThatMakeNoSense_AreRefused(string backbone, string negatives, string expected)
    {
        (int exitCode, string _, string error) = await CommandLine.RunAsync(CommandLine.Train(_folder.WriteInteractions(), _folder["model"], "--backbone", backbone, "--negatives", negatives));

        Assert.NotEqual(ExitCode.Success, exitCode);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shop.csv", ',')]
    [InlineData("shop.tsv", '\t')]
    public async Task Train_TableWithNamedColumns_ReadsThem(string name, char separator)
    {
        string file = _folder.WriteInteractions(name, separator, $"who{separator}what\n");

        string output = await CommandLine.OutputAsync(
            CommandLine.Train(file, _folder["model"], "--user-column", "who", "--item-column", "what"));

        Assert.Contains("40 users, 12 items, 199 events", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_TableWithoutHeader_ReadsGivenNames()
    {
        string file = _folder.WriteInteractions("shop.dat", ';');

        string output = await CommandLine.OutputAsync(CommandLine.Train(file, _folder["model"], "--delimiter", ";", "--header", "user,item"));

        Assert.Contains("40 users, 12 items, 199 events", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_GlobalTime_CutsByTime()
    {
        string rows = string.Concat(
            from user in Enumerable.Range(0, 20)
            from step in Enumerable.Range(0, 6)
            select $"u{user},i{(user + step) % 8},{(step * 100) + user}\n");
        string file = _folder.Write("shop.csv", "user,item,time\n" + rows);

        string output = await CommandLine.OutputAsync(
            CommandLine.Train(file, _folder["model"], "--split", "global-time", "--validation-start", "400", "--test-start", "500"));

        Assert.Contains("global-time (validation from 400, test from 500", output, StringComparison.Ordinal);
        Assert.Contains("80 events train, 20 cases validate, 20 cases test", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_CoreAndBadRows_AreReported()
    {
        string file = _folder.WriteInteractions();
        await File.AppendAllTextAsync(file, "-5 i1\nlonely i1\n");

        string output = await CommandLine.OutputAsync(
            CommandLine.Train(file, _folder["model"], "--format", "user-item", "--min-user-events", "3", "--max-bad-rows", "0.1"));

        Assert.Contains("dropped: 1 unreadable rows, 1 events of rare users or items", output, StringComparison.Ordinal);
        Assert.Contains("line 200: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_OverModelWithForce_ReplacesIt()
    {
        string file = _folder.WriteInteractions();
        await CommandLine.OutputAsync(CommandLine.Train(file, _folder["model"]));

        string error = await CommandLine.ErrorAsync(CommandLine.Train(file, _folder["model"]));
        Assert.Contains("--force", error, StringComparison.Ordinal);
        await CommandLine.OutputAsync(CommandLine.Train(file, _folder["model"], "--force"));
    }

    [Fact]
    public async Task Train_NewModelThatCannotBeSaved_LeavesTheOldOneWithItsLogAndResults()
    {
        string file = _folder.WriteInteractions();
        string model = _folder["model"];
        await CommandLine.OutputAsync(CommandLine.Train(file, model));
        string[] names = ["model.json", "model.safetensors", "items.json", "results.json", "training.jsonl"];
        byte[][] before = [.. names.Select(name => File.ReadAllBytes(Path.Combine(model, name)))];
        Directory.CreateDirectory(Path.Combine(model, "model.safetensors.tmp")); // In the way.

        Assert.Contains("cannot be saved", await CommandLine.ErrorAsync(CommandLine.Train(file, model, "--seed", "7", "--epochs", "3", "--force"), expectOutput: true), StringComparison.Ordinal);
        Assert.Equal(before, names.Select(name => File.ReadAllBytes(Path.Combine(model, name))));

        Directory.Delete(Path.Combine(model, "model.safetensors.tmp"));
        await CommandLine.OutputAsync(CommandLine.Train(file, model, "--seed", "7", "--epochs", "3", "--resume"));
        Assert.Equal(3, TrainingLogReader.Read(Path.Combine(model, "training.jsonl")).Epochs.Count);
        Assert.Equal(7, EvaluationFile.Load(model).Test!.Protocol.Seed);
        Assert.Equal(names.Order(StringComparer.Ordinal), Directory.EnumerateFileSystemEntries(model).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Train_CanceledBeforeThereIsANewModel_LeavesTheOldOneWithItsLog()
    {
        string file = _folder.WriteInteractions();
        await CommandLine.OutputAsync(CommandLine.Train(file, _folder["model"]));
        string log = Path.Combine(_folder["model"], "training.jsonl");
        string before = await File.ReadAllTextAsync(log);

        using var cancellation = new CancellationTokenSource();
        using var output = new CancelingWriter("Device", cancellation);

        int exitCode = await CliApp.RunAsync(CommandLine.Train(file, _folder["model"], "--seed", "7", "--force"), new CliConsole(output, TextWriter.Null), cancellation.Token);

        Assert.Equal(ExitCode.Canceled, exitCode);
        Assert.Equal(before, await File.ReadAllTextAsync(log));
    }

    [Fact]
    public async Task Train_LogThatCannotBeWritten_IsWarnedOfOnce()
    {
        string file = _folder.WriteInteractions();
        await CommandLine.OutputAsync(CommandLine.Train(file, _folder["model"]));
        Directory.CreateDirectory(Path.Combine(_folder["model"], "training.new.jsonl.tmp")); // In the way.

        string output = await CommandLine.OutputAsync(CommandLine.Train(file, _folder["model"], "--force"));

        Assert.Equal(2, output.Split("Warning   The log of the training could not write: ").Length);
        Assert.False(File.Exists(Path.Combine(_folder["model"], "training.jsonl"))); // It was that of another model.
    }

    [Fact]
    public async Task Train_SeveralFormats_AreRefused()
    {
        (int exitCode, _, string error) = await CommandLine.RunAsync(CommandLine.Train(_folder.WriteInteractions(), _folder["model"], "--format", "csv,tsv"));

        Assert.Equal(ExitCode.BadUsage, exitCode);
        Assert.Contains("'csv,tsv' is not a value of --format", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_CanceledAfterFirstEpoch_SavesBestModelAndReturns130()
    {
        using var cancellation = new CancellationTokenSource();
        using var output = new CancelingWriter("Epoch 1/", cancellation);
        using var error = new StringWriter();

        int exitCode = await CliApp.RunAsync(
            CommandLine.Train(_folder.WriteInteractions(), _folder["model"], "--epochs", "1000", "--patience", "1000"),
            new CliConsole(output, error),
            cancellation.Token);

        Assert.Equal(ExitCode.Canceled, exitCode);
        Assert.Contains("best epoch so far is saved", output.ToString(), StringComparison.Ordinal);
        await CommandLine.OutputAsync("evaluate", "--model", _folder["model"]);
    }

    [Fact]
    public async Task Train_CanceledBeforeFirstEpoch_SavesNothingAndReturns130()
    {
        using var error = new StringWriter();

        int exitCode = await CliApp.RunAsync(
            CommandLine.Train(_folder.WriteInteractions(), _folder["model"]), new CliConsole(TextWriter.Null, error), new CancellationToken(canceled: true));

        Assert.Equal(ExitCode.Canceled, exitCode);
        Assert.Contains("cancelled", error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder["model"], "model.json")));
    }
}
