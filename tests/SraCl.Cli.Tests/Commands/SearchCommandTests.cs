using System.Text.Json.Nodes;
using SraCl.Cli.Consoles;
using SraCl.Training.Evaluation;

namespace SraCl.Cli.Tests.Commands;

[Collection(SharedShop.Name)]
public sealed class SearchCommandTests(PreparedShop shop) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Search_Grid_TriesEveryCombinationAndTestsTheBestAlone()
    {
        string output = await CommandLine.OutputAsync(Search("--learning-rate", "0.0001,0.01", "--dropout", "0.1,0.5"));

        JsonNode json = Report();
        Assert.Equal(4, json["trials"]!.AsArray().Count);
        Assert.Equal(
            [(0.0001, 0.1), (0.0001, 0.5), (0.01, 0.1), (0.01, 0.5)],
            json["trials"]!.AsArray().OrderBy(trial => trial!["trial"]!.GetValue<int>()).Select(trial => (trial!["values"]!["learning-rate"]!.GetValue<double>(), trial["values"]!["dropout"]!.GetValue<double>())));
        double[] scores = [.. json["trials"]!.AsArray().Select(trial => trial!["score"]!.GetValue<double>())];
        Assert.Equal(scores.OrderDescending(), scores);
        int best = json["best"]!["trial"]!.GetValue<int>();
        Assert.Equal(json["trials"]![0]!["trial"]!.GetValue<int>(), best);
        for (int number = 1; number <= 4; number++)
        {
            Assert.Equal(number == best, EvaluationFile.Load(Trial(number)).Test is not null);
        }

        Assert.Contains("no other trial was tested", output, StringComparison.Ordinal);
        Assert.Matches(@"\| +1 \| +0\.0001 \| +0\.1 \|", await File.ReadAllTextAsync(_folder[Path.Combine("out", "search.md")]));
    }

    [Fact]
    public async Task Search_PrintedCommand_TrainsTheSameModel()
    {
        await CommandLine.OutputAsync(Search("--semantics", shop.Semantics, "--alpha", "0.05,0.5", "--k", "5", "--learning-rate", "0.01", "--seed", "3"));
        JsonNode best = Report()["best"]!;
        string[] words = best["command"]!.GetValue<string>().Split(' ');

        Assert.Equal("sracl", words[0]);
        JsonNode trained = JsonNode.Parse(await CommandLine.OutputAsync([.. words[1..], "--json"]))!;

        Assert.Equal(best["test"]!["metrics"]!.ToJsonString(), trained["metrics"]!.ToJsonString());
        Assert.Equal(best["validation"]!["metrics"]!.ToJsonString(), trained["validation"]!.ToJsonString());
        Assert.Equal(
            await File.ReadAllBytesAsync(Path.Combine(best["model"]!.GetValue<string>(), "model.safetensors")),
            await File.ReadAllBytesAsync(_folder[Path.Combine("out", "best", "model.safetensors")]));
    }

    [Fact]
    public async Task Search_SecondCall_TrainsNothingAndShowsTheSame()
    {
        string[] command = Search("--random", "2", "--learning-rate", "0.001..0.1log", "--epochs", "1");

        string first = await CommandLine.OutputAsync(command);
        string second = await CommandLine.OutputAsync(command);

        Assert.Equal(2, Count(first, "Epoch 1/1 "));
        Assert.Equal(0, Count(second, "Epoch 1/1 "));
        Assert.Equal(2, Count(second, "finished earlier"));
        string start = FormattableString.Invariant($"Trial --learning-rate");
        Assert.Equal(first[first.IndexOf(start, StringComparison.Ordinal)..], second[second.IndexOf(start, StringComparison.Ordinal)..]);
    }

    [Fact]
    public async Task Search_MoreTrials_GoesOnWithThoseThatAreThere()
    {
        await CommandLine.OutputAsync(Search("--random", "2", "--learning-rate", "0.001..0.1log", "--epochs", "1"));

        string output = await CommandLine.OutputAsync(Search("--random", "3", "--learning-rate", "0.001..0.1log", "--epochs", "1"));

        Assert.Equal(1, Count(output, "Epoch 1/1 "));
        Assert.Equal(2, Count(output, "finished earlier"));
        Assert.Equal(3, Report()["trials"]!.AsArray().Count);
    }

    [Fact]
    public async Task Search_CanceledAndContinued_IsTheSameAsOneThatWasNot()
    {
        string[] options = ["--random", "4", "--learning-rate", "0.0001..0.1log", "--epochs", "4", "--warm-up-epochs", "1", "--warm-up-trials", "1"];
        await CommandLine.OutputAsync(Search(options));
        string[] expected = Numbers();
        Directory.Delete(_folder["out"], recursive: true);
        foreach (string trigger in new[] { "Trial 1/4", "Trial 2/4", "Epoch 2/4", "Trial 4/4" })
        {
            using var cancellation = new CancellationTokenSource();
            using var output = new CancelingWriter(trigger, cancellation);
            int exitCode = await CliApp.RunAsync(Search(options), new CliConsole(output, TextWriter.Null), cancellation.Token);
            Assert.Equal(ExitCode.Canceled, exitCode);
            Assert.Contains("the same command continues", output.ToString(), StringComparison.Ordinal);
        }

        await CommandLine.OutputAsync(Search(options));

        Assert.Equal(expected, Numbers());

        // What comes after a trial has no say in when it stops.
        Directory.Delete(Trial(2), recursive: true);
        await CommandLine.OutputAsync(Search(options));
        Assert.Equal(expected, Numbers());

        string[] Numbers() => [.. Report()["trials"]!.AsArray().Select(trial => $"{trial!["trial"]} {trial["values"]!.ToJsonString()} {trial["score"]} {trial["epochs"]} {trial["end"]}")];
    }

    [Fact]
    public async Task Search_BadTrials_StopEarlyUnlessToldNotTo()
    {
        // After a good first trial hopeless ones follow.
        string[] options = ["--learning-rate", "0.03,0.000001,0.000002", "--epochs", "12", "--patience", "12", "--warm-up-epochs", "2", "--warm-up-trials", "1"];
        await CommandLine.OutputAsync(Search(options));
        JsonNode stopped = Report();
        Directory.Delete(_folder["out"], recursive: true);
        await CommandLine.OutputAsync(Search([.. options[..6], "--stopping", "none"]));
        JsonNode all = Report();

        Assert.Contains(stopped["trials"]!.AsArray(), trial => string.Equals(trial!["end"]!.GetValue<string>(), "stopped", StringComparison.Ordinal) && trial["epochs"]!.GetValue<int>() is > 2 and < 12);
        Assert.All(all["trials"]!.AsArray(), trial => Assert.Equal(("finished", 12), (trial!["end"]!.GetValue<string>(), trial["epochs"]!.GetValue<int>())));
        Assert.Equal(all["best"]!["test"]!.ToJsonString(), stopped["best"]!["test"]!.ToJsonString());
    }

    [Fact]
    public async Task Search_DivergedTrial_IsKeptWithoutAModelAndTheOthersGoOn()
    {
        string output = await CommandLine.OutputAsync(Search("--learning-rate", "1e30,0.01"));

        JsonNode[] trials = [.. Report()["trials"]!.AsArray().Select(trial => trial!)];
        Assert.Equal(["finished", "diverged"], trials.Select(trial => trial["end"]!.GetValue<string>()));
        Assert.Null(trials[1]["score"]);
        Assert.Contains("Lower the learning rate", output, StringComparison.Ordinal);
        Assert.Equal(2, Report()["best"]!["trial"]!.GetValue<int>());
        Assert.Equal(2, Count(await CommandLine.OutputAsync(Search("--learning-rate", "1e30,0.01")), "finished earlier"));
    }

    [Fact]
    public async Task Search_AllDiverged_SaysWhatToDo() =>
        Assert.Contains("Every trial diverged", (await CommandLine.RunAsync(Search("--learning-rate", "1e30,1e31"))).Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("--learning-rate is 0.01,0.02 there and 0.01,0.03 now", "--learning-rate", "0.01,0.03")]
    [InlineData("--dropout is none there and 0.1 now", "--learning-rate", "0.01,0.02", "--dropout", "0.1")]
    [InlineData("Search is grid there and random now", "--learning-rate", "0.01,0.02", "--random", "2")]
    [InlineData("--warm-up-epochs is 5 there and 7 now", "--learning-rate", "0.01,0.02", "--warm-up-epochs", "7")]
    [InlineData("--epochs is 1 there and 2 now", "--learning-rate", "0.01,0.02", "--epochs", "2")]
    public async Task Search_DirectoryOfAnotherSearch_NamesTheDifferences(string expected, params string[] options)
    {
        await CommandLine.OutputAsync(Search("--learning-rate", "0.01,0.02", "--epochs", "1"));
        string[] now = options.Contains("--epochs") ? options : [.. options, "--epochs", "1"];

        Assert.Contains(expected, await CommandLine.ErrorAsync(Search(now)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_DirectoryOfSomethingElse_IsRefused()
    {
        Directory.CreateDirectory(_folder["out"]);
        _folder.Write(Path.Combine("out", "notes.txt"), "mine");

        Assert.Contains("is not empty and holds no search", await CommandLine.ErrorAsync(Search("--learning-rate", "0.01,0.02")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("settings.json", "{")]
    [InlineData("settings.json", "{\"A\":1,\"A\":2}")]
    [InlineData("trial-001/trial.json", "{")]
    [InlineData("trial-001/trial.json", "{\"settings\":null,\"values\":{},\"end\":\"finished\",\"scores\":[],\"seconds\":1}")]
    [InlineData("trial-001/trial.json", "{\"settings\":\"?\",\"values\":{},\"end\":\"finished\",\"scores\":[],\"seconds\":1}")]
    public async Task Search_DamagedFile_IsNamed(string name, string text)
    {
        await CommandLine.OutputAsync(Search("--learning-rate", "0.01,0.02", "--epochs", "1"));
        string file = _folder.Write(Path.Combine("out", name), text);

        string error = await CommandLine.ErrorAsync(Search("--learning-rate", "0.01,0.02", "--epochs", "1"));

        Assert.Contains(Path.GetFileName(file), error, StringComparison.Ordinal);
        Assert.Contains("cannot be read", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is nothing to search")]
    [InlineData("There is nothing to search", "--alpha", "0.1", "--semantics", "SEMANTICS")]
    [InlineData("--alpha is for the contrastive losses", "--alpha", "0.1,0.2")]
    [InlineData("--learning-rate is the range '0.1..0.2', of which there are no combinations", "--learning-rate", "0.1..0.2")]
    [InlineData("--learning-rate is '0.2..0.1'; expected a number", "--learning-rate", "0.2..0.1", "--random", "3")]
    [InlineData("--k is '1.5,2'; expected a whole number", "--semantics", "SEMANTICS", "--k", "1.5,2")]
    [InlineData("--random is 0", "--learning-rate", "0.1,0.2", "--random", "0")]
    [InlineData("--search-seed is for --random", "--learning-rate", "0.1,0.2", "--search-seed", "2")]
    [InlineData("--warm-up-trials is for --stopping median", "--learning-rate", "0.1,0.2", "--stopping", "none", "--warm-up-trials", "2")]
    [InlineData("--warm-up-trials is 0", "--learning-rate", "0.1,0.2", "--warm-up-trials", "0")]
    [InlineData("Trial 2 (--heads 3) cannot be trained: ", "--heads", "1,3")]
    [InlineData("--dropout is 1", "--dropout", "0.1,1")]
    [InlineData("--k is 11, but", "--semantics", "SEMANTICS", "--k", "5,11")]
    public async Task Search_UnusableOption_IsNamed(string expected, params string[] options)
    {
        string[] given = [.. options.Select(option => string.Equals(option, "SEMANTICS", StringComparison.Ordinal) ? shop.Semantics : option)];

        Assert.Contains(expected, await CommandLine.ErrorAsync(Search(given)), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    private string[] Search(params string[] options) => CommandLine.Search(shop.Interactions, _folder["out"], options);

    private JsonNode Report() => JsonNode.Parse(File.ReadAllText(_folder[Path.Combine("out", "search.json")]))!;

    private string Trial(int number) => _folder[Path.Combine("out", $"trial-00{number}")];

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
