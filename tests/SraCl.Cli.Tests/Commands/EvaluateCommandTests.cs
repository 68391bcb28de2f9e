using System.Text.Json.Nodes;
using SraCl.Training.Evaluation;
using SraCl.Training.Statistics;

namespace SraCl.Cli.Tests.Commands;

[Collection(SharedModel.Name)]
public sealed class EvaluateCommandTests(TrainedModel trained) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Evaluate_Json_PrintsOneObjectWithMetricsProtocolAndUsers()
    {
        (int exitCode, string output, string error) = await CommandLine.RunAsync("evaluate", "--model", trained.Path, "--json");

        Assert.Equal(ExitCode.Success, exitCode);
        Assert.Equal(string.Empty, error);
        JsonNode json = JsonNode.Parse(output)!;
        foreach (string metric in new[] { "HR@5", "HR@10", "HR@20", "NDCG@5", "NDCG@10", "NDCG@20", "MRR@5", "MRR@10", "MRR@20", "Recall@5", "Recall@10", "Recall@20", "MAP@5", "MAP@10", "MAP@20" })
        {
            Assert.InRange(json["metrics"]![metric]!.GetValue<double>(), 0, 1);
        }

        Assert.Equal(
            """{"split":"test","splitProtocol":"leave-one-out","ranking":"full","items":12,"seenItems":"keep","tieRule":"optimistic","maxLength":20,"seed":2024,"losses":"next-item cross-entropy"}""",
            json["protocol"]!.ToJsonString());
        Assert.Equal(40, json["users"]!.GetValue<int>());
    }

    [Fact]
    public async Task Evaluate_SavedModel_GivesWhatTrainingGave()
    {
        JsonNode atTraining = JsonNode.Parse(trained.Json)!;
        JsonNode test = JsonNode.Parse(await CommandLine.OutputAsync("evaluate", "--model", trained.Path, "--json", "--threads", "1"))!;
        JsonNode validation = JsonNode.Parse(await CommandLine.OutputAsync("evaluate", "--model", trained.Path, "--json", "--threads", "1", "--split", "validation"))!;

        Assert.Equal(atTraining["metrics"]!.ToJsonString(), test["metrics"]!.ToJsonString());
        Assert.Equal(atTraining["validation"]!.ToJsonString(), validation["metrics"]!.ToJsonString());
    }

    [Fact]
    public async Task Evaluate_PlainOutput_ShowsTableAndProtocol()
    {
        string output = await CommandLine.OutputAsync("evaluate", "--model", trained.Path);

        Assert.Contains("NDCG@10", output, StringComparison.Ordinal);
        Assert.Contains("test (leave-one-out): full ranking over 12 items", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
    }

    [Fact]
    public async Task Evaluate_MovedFile_IsAcceptedByContent()
    {
        string moved = _folder["moved.txt"];
        File.Copy(trained.Interactions, moved);

        await CommandLine.OutputAsync("evaluate", "--model", trained.Path, "--interactions", moved);
    }

    [Fact]
    public async Task Evaluate_OtherData_SaysWhatDiffers()
    {
        string other = _folder["other.txt"];
        await File.WriteAllTextAsync(other, await File.ReadAllTextAsync(trained.Interactions) + "u0 i9\n");

        string error = await CommandLine.ErrorAsync("evaluate", "--model", trained.Path, "--interactions", other);

        Assert.Contains("trained on 40 users, 12 items and 199 events, the file has 40 users, 12 items and 200 events", error, StringComparison.Ordinal);
        Assert.Contains("--interactions", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_FileIsGone_AsksWhereItIs()
    {
        string file = _folder.WriteInteractions();
        await CommandLine.OutputAsync(CommandLine.Train(file, _folder["model"]));
        File.Delete(file);

        Assert.Contains("Say with --interactions", await CommandLine.ErrorAsync("evaluate", "--model", _folder["model"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_NoModel_NamesTheFolder()
    {
        string error = await CommandLine.ErrorAsync("evaluate", "--model", _folder["nothing"]);

        Assert.Contains(_folder["nothing"], error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("model.json")]
    [InlineData("items.json")]
    public async Task Evaluate_TruncatedModelFile_NamesIt(string name)
    {
        CopyModel();
        string file = Path.Combine(_folder["copy"], name);
        byte[] bytes = await File.ReadAllBytesAsync(file);
        await File.WriteAllBytesAsync(file, bytes[..(bytes.Length / 2)]);

        Assert.Contains(name, await CommandLine.ErrorAsync("evaluate", "--model", _folder["copy"]), StringComparison.Ordinal);
        Assert.Contains(name, await CommandLine.ErrorAsync("recommend", "--model", _folder["copy"], "--history", "i1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_ListsAndGroups_AreThoseOfTraining()
    {
        EvaluationFile kept = EvaluationFile.Load(trained.Path);

        JsonNode json = JsonNode.Parse(await CommandLine.OutputAsync("evaluate", "--model", trained.Path, "--json", "--threads", "1", "--lists", "--groups", "length,popularity"))!;

        Assert.Equal(kept.Test!.ListMetrics, json["lists"]!.AsObject().ToDictionary(metric => metric.Key, metric => metric.Value!.GetValue<double>()));
        Assert.Equal(kept.Test.Groups.Select(group => (group.Name, group.CaseCount)), json["groups"]!.AsArray().Select(group => (group!["name"]!.GetValue<string>(), group["cases"]!.GetValue<int>())));
        Assert.Equal(kept.Test.Groups[0].Metrics["HR@10"], json["groups"]![0]!["metrics"]!["HR@10"]!.GetValue<double>());
    }

    [Fact]
    public async Task Evaluate_GivenBounds_NamesTheGroups()
    {
        string output = await CommandLine.OutputAsync("evaluate", "--model", trained.Path, "--groups", "length", "--bounds", "4,5,90", "--lists");

        Assert.Contains("length < 4", output, StringComparison.Ordinal);
        Assert.Contains("length 4 ", output, StringComparison.Ordinal);
        Assert.Contains("length 5-89", output, StringComparison.Ordinal);
        Assert.Matches(@"length > 89 +0 +-", output);
        Assert.Contains("Coverage@20", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_GlobalTimeSplit_MeasuresGroups()
    {
        IEnumerable<string> rows = from user in Enumerable.Range(0, 40) from step in Enumerable.Range(0, 8) select $"u{user},i{(user + step) % 12},{(step * 100) + user}\n";
        string file = _folder.Write("timed.csv", "user,item,time\n" + string.Concat(rows));
        await CommandLine.OutputAsync(CommandLine.Train(file, _folder["model"], "--split", "global-time", "--epochs", "1"));

        JsonNode json = JsonNode.Parse(await CommandLine.OutputAsync("evaluate", "--model", _folder["model"], "--json", "--groups", "length", "--bounds", "7"))!;

        Assert.StartsWith("global-time", json["protocol"]!["splitProtocol"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(json["cases"]!.GetValue<int>(), json["groups"]!.AsArray().Sum(group => group!["cases"]!.GetValue<int>()));
        Assert.Equal(["length < 7", "length > 6"], json["groups"]!.AsArray().Select(group => group!["name"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Evaluate_OtherRules_AreMeasuredAndNamed()
    {
        JsonNode json = JsonNode.Parse(await CommandLine.OutputAsync("evaluate", "--model", trained.Path, "--json", "--seen", "mask", "--tie-rule", "average"))!;

        Assert.Equal("mask", json["protocol"]!["seenItems"]!.GetValue<string>());
        Assert.Equal("average", json["protocol"]!["tieRule"]!.GetValue<string>());
    }

    [Fact]
    public async Task Evaluate_AgainstAnother_ComparesCaseByCase()
    {
        await CommandLine.OutputAsync(CommandLine.Train(trained.Interactions, _folder["other"], "--seed", "7", "--epochs", "1"));
        double[] first = EvaluationFile.Load(trained.Path).Test!.PerCase(MetricName.Parse("NDCG@10"));
        double[] second = EvaluationFile.Load(_folder["other"]).Test!.PerCase(MetricName.Parse("NDCG@10"));
        var expected = PairedComparison.Create(first, second);

        JsonNode json = JsonNode.Parse(await CommandLine.OutputAsync("evaluate", "--model", trained.Path, "--against", _folder["other"], "--json", "--threads", "1"))!;

        JsonNode metric = json["comparison"]!["NDCG@10"]!;
        Assert.Equal(expected.Difference, metric["difference"]!.GetValue<double>(), 12);
        Assert.Equal(expected.Interval.Lower, metric["interval"]![0]!.GetValue<double>(), 12);
        Assert.Equal(expected.TTest, metric["tests"]!["t"]!["p"]!.GetValue<double>(), 12);
        Assert.Equal(expected.Wilcoxon, metric["tests"]!["wilcoxon"]!["p"]!.GetValue<double>(), 12);
        Assert.Equal(expected.Randomization, metric["tests"]!["randomization"]!["p"]!.GetValue<double>(), 12);
        double[] ps = [.. json["comparison"]!.AsObject().Select(each => each.Value!["tests"]!["t"]!["p"]!.GetValue<double>())];
        Assert.Equal(HolmCorrection.Adjust(ps), json["comparison"]!.AsObject().Select(each => each.Value!["tests"]!["t"]!["pHolm"]!.GetValue<double>()));
        Assert.Equal(second.Average(), json["against"]!["metrics"]!["NDCG@10"]!.GetValue<double>(), 12);
        Assert.Equal(first.Average(), json["metrics"]!["NDCG@10"]!.GetValue<double>(), 12);
    }

    [Fact]
    public async Task Evaluate_AgainstItself_SaysThatNothingDiffers()
    {
        string output = await CommandLine.OutputAsync("evaluate", "--model", trained.Path, "--against", trained.Path, "--lists", "--groups", "length");

        Assert.Matches(@"NDCG@10 .*0\.0000 +0\.0000 to 0\.0000 +1\.000 +1\.000 +1\.000", output);
        Assert.Contains("corrected by Holm for the 9 metrics", output, StringComparison.Ordinal);
        Assert.Contains("Groups of the other", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_AgainstAnotherSplit_IsRefused()
    {
        IEnumerable<string> rows = from user in Enumerable.Range(0, 40) from step in Enumerable.Range(0, 8) select $"u{user},i{(user + step) % 12},{(step * 100) + user}\n";
        string file = _folder.Write("timed.csv", "user,item,time\n" + string.Concat(rows));
        await CommandLine.OutputAsync(CommandLine.Train(file, _folder["one"], "--epochs", "1"));
        await CommandLine.OutputAsync(CommandLine.Train(file, _folder["two"], "--epochs", "1", "--split", "global-time"));

        Assert.Contains("trained on another split, global-time", await CommandLine.ErrorAsync("evaluate", "--model", _folder["one"], "--against", _folder["two"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_AgainstOtherRules_AsksWhichCount()
    {
        await CommandLine.OutputAsync(CommandLine.Train(trained.Interactions, _folder["masked"], "--seen", "mask", "--epochs", "1"));

        Assert.Contains("Say with --seen", await CommandLine.ErrorAsync("evaluate", "--model", trained.Path, "--against", _folder["masked"]), StringComparison.Ordinal);
        await CommandLine.OutputAsync("evaluate", "--model", trained.Path, "--against", _folder["masked"], "--seen", "keep");
    }

    [Fact]
    public async Task Evaluate_AgainstOtherData_IsRefused()
    {
        string other = _folder["other.txt"];
        await File.WriteAllTextAsync(other, await File.ReadAllTextAsync(trained.Interactions) + "u0 i9\n");
        await CommandLine.OutputAsync(CommandLine.Train(other, _folder["other"], "--epochs", "1"));

        Assert.Contains("is not the data the model was trained on", await CommandLine.ErrorAsync("evaluate", "--model", trained.Path, "--against", _folder["other"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--groups is 'age'; expected length, popularity", "--groups", "age")]
    [InlineData("--groups is 'length,length'", "--groups", "length,length")]
    [InlineData("--bounds is for one kind of groups", "--bounds", "7")]
    [InlineData("--bounds is for one kind of groups", "--bounds", "7", "--groups", "length,popularity")]
    [InlineData("--bounds is '7,7'; expected ascending numbers", "--bounds", "7,7", "--groups", "length")]
    [InlineData("--bounds is 'x'", "--bounds", "x", "--groups", "popularity")]
    public async Task Evaluate_UnusableOption_IsNamed(string expected, params string[] options) =>
        Assert.Contains(expected, await CommandLine.ErrorAsync(["evaluate", "--model", trained.Path, .. options]), StringComparison.Ordinal);

    private void CopyModel()
    {
        Directory.CreateDirectory(_folder["copy"]);
        foreach (string file in Directory.EnumerateFiles(trained.Path))
        {
            File.Copy(file, Path.Combine(_folder["copy"], Path.GetFileName(file)));
        }
    }
}
