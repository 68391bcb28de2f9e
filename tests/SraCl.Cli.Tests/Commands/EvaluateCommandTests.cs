using System.Text.Json.Nodes;

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
        foreach (string metric in new[] { "HR@5", "HR@10", "HR@20", "NDCG@5", "NDCG@10", "NDCG@20", "MRR@5", "MRR@10", "MRR@20", "Recall@5", "Recall@10", "Recall@20" })
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

    private void CopyModel()
    {
        Directory.CreateDirectory(_folder["copy"]);
        foreach (string file in Directory.EnumerateFiles(trained.Path))
        {
            File.Copy(file, Path.Combine(_folder["copy"], Path.GetFileName(file)));
        }
    }
}
