using System.Text.Json.Nodes;
using SraCl.Cli.Consoles;

namespace SraCl.Cli.Tests.Commands;

[Collection(SharedShop.Name)]
public sealed class AblateCommandTests(PreparedShop shop) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Ablate_SecondCall_TrainsNothingAndShowsTheSame()
    {
        string[] command = Ablate("--variants", "none,both", "--seeds", "1,2", "--epochs", "1");

        string first = await CommandLine.OutputAsync(command);
        string second = await CommandLine.OutputAsync(command);

        Assert.Equal(4, Count(first, "Epoch 1/1 "));
        Assert.Equal(0, Count(second, "Epoch 1/1 "));
        Assert.Equal(4, Count(second, "finished earlier"));
        Assert.Equal(first[first.IndexOf("Variant", StringComparison.Ordinal)..], second[second.IndexOf("Variant", StringComparison.Ordinal)..]);
        Assert.Equal(1, Count(first, "40 users, 12 items, 199 events"));
        Assert.Contains("Losses    next-item cross-entropy + 0.1 user loss + 0.1 item loss (k = 10, default protocol; ", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ablate_SeedsOneAtATime_AddUp()
    {
        await CommandLine.OutputAsync(Ablate("--variants", "none,user", "--seeds", "1", "--epochs", "1"));
        await CommandLine.OutputAsync(Ablate("--variants", "none,user", "--seeds", "2..2", "--epochs", "1"));

        JsonNode json = JsonNode.Parse(await CommandLine.OutputAsync(Ablate("--variants", "none,user", "--seeds", "2", "--epochs", "1", "--json")))!;

        Assert.Equal("none", json["variants"]!["user"]!["baseline"]!.GetValue<string>());
        Assert.Equal(40, json["cases"]!.GetValue<int>());
        Assert.Equal([1, 2], json["variants"]!["user"]!["runs"]!.AsArray().Select(run => run!["seed"]!.GetValue<int>()));
        JsonNode metric = json["variants"]!["user"]!["metrics"]!["NDCG@10"]!;
        Assert.InRange(metric["p"]!.GetValue<double>(), 0, 1);
        double[] ofSeeds = [.. json["variants"]!["user"]!["runs"]!.AsArray().Select(run => run!["metrics"]!["NDCG@10"]!.GetValue<double>())];
        Assert.Equal(ofSeeds.Average(), metric["mean"]!.GetValue<double>(), 12);
        Assert.Equal(Math.Abs(ofSeeds[0] - ofSeeds[1]) / Math.Sqrt(2), metric["standardDeviation"]!.GetValue<double>(), 12);
    }

    [Fact]
    public async Task Ablate_Run_IsTheTrainingOfTheSameSettings()
    {
        JsonNode ablated = JsonNode.Parse(await CommandLine.OutputAsync(Ablate("--variants", "both", "--seeds", "7..7", "--json")))!;
        JsonNode trained = JsonNode.Parse(await CommandLine.OutputAsync(CommandLine.Train(shop.Interactions, _folder["model"], "--semantics", shop.Semantics, "--seed", "7", "--json")))!;

        Assert.Equal(
            trained["metrics"]!["NDCG@20"]!.GetValue<double>(), ablated["variants"]!["both"]!["runs"]![0]!["metrics"]!["NDCG@20"]!.GetValue<double>());
        Assert.Null(ablated["variants"]!["both"]!["metrics"]!["NDCG@20"]!["standardDeviation"]);
    }

    [Fact]
    public async Task Ablate_EveryVariant_TrainsDifferently()
    {
        await CommandLine.OutputAsync("prepare", "--interactions", shop.Interactions, "--out", _folder["collaborative"], "--embedder", "collaborative");
        string[] variants = ["none", "user", "item", "unlearnable", "no-semantic", "both"];

        string output = await CommandLine.OutputAsync(
            Ablate("--variants", string.Join(',', variants), "--seeds", "1", "--epochs", "1", "--collaborative", _folder["collaborative"], "--markdown"));

        string[] losses = [.. output.Split('\n').Where(line => line.StartsWith("Epoch 1/1", StringComparison.Ordinal)).Select(line => line[..line.IndexOf("MRR", StringComparison.Ordinal)])];
        Assert.Equal(variants.Length, losses.Distinct().Count());
        Assert.All(variants, variant => Assert.Contains($"| {variant} ", output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ablate_OtherSettingsInTheSameDirectory_NamesBoth()
    {
        await CommandLine.OutputAsync(Ablate("--variants", "both", "--seeds", "1", "--epochs", "1"));

        string error = await CommandLine.ErrorAsync(Ablate("--variants", "both", "--seeds", "1", "--alpha", "0.2"));

        Assert.Contains("--epochs is 1 there and 2 now, --alpha is 0.1 there and 0.2 now", error, StringComparison.Ordinal);
        Assert.Contains("--out", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ablate_OtherSettingsInALaterRun_AreFoundBeforeTheFirstTraining()
    {
        await CommandLine.OutputAsync(Ablate("--variants", "none", "--seeds", "2..2", "--epochs", "1"));

        Assert.Contains("other settings", await CommandLine.ErrorAsync(Ablate("--variants", "none", "--seeds", "1,2")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "cannot be read")]
    [InlineData("{\"settings\":\"?\",\"bestEpoch\":1,\"epochs\":1,\"epochSeconds\":1,\"score\":1,\"parameters\":1,\"ranks\":[],\"protocol\":\"\"}", "cannot be read")]
    public async Task Ablate_DamagedRun_NamesTheFile(string text, string expected)
    {
        Directory.CreateDirectory(_folder[Path.Combine("out", "none-1")]);
        string file = _folder.Write(Path.Combine("out", "none-1", "run.json"), text);

        string error = await CommandLine.ErrorAsync(Ablate("--variants", "none", "--seeds", "1"));

        Assert.Contains(file, error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Run 1/2", 0)]
    [InlineData("best epoch 1 of 1", 1)]
    [InlineData("Run 2/2", 1)]
    public async Task Ablate_Canceled_KeepsFinishedRuns(string trigger, int finished)
    {
        using var cancellation = new CancellationTokenSource();
        using var output = new CancelingWriter(trigger, cancellation);

        int exitCode = await CliApp.RunAsync(
            Ablate("--variants", "none,both", "--seeds", "1", "--epochs", "1"), new CliConsole(output, TextWriter.Null), cancellation.Token);

        Assert.Equal(ExitCode.Canceled, exitCode);
        Assert.Contains($"Cancelled: {finished} finished runs are kept in {_folder["out"]}", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(finished > 0, output.ToString().Contains("Variant", StringComparison.Ordinal));
        string continued = await CommandLine.OutputAsync(Ablate("--variants", "none,both", "--seeds", "1", "--epochs", "1"));
        Assert.Equal(finished, Count(continued, "finished earlier"));
    }

    [Fact]
    public async Task Ablate_CanceledInARun_GoesOnInIt()
    {
        string[] options = ["--variants", "none,both", "--seeds", "1", "--epochs", "3"];
        string whole = await CommandLine.OutputAsync([.. CommandLine.Ablate(shop, _folder["whole"], options)]);
        using var cancellation = new CancellationTokenSource();
        using var output = new CancelingWriter("Epoch 2/3", cancellation);
        await CliApp.RunAsync(Ablate(options), new CliConsole(output, TextWriter.Null), cancellation.Token);

        // Another setting would not be the run that was begun: found before the first training.
        string error = await CommandLine.ErrorAsync(Ablate([.. options, "--batch-size", "16"]));
        Assert.Contains("unfinished run with other settings: --batch-size is 32 there and 16 now", error, StringComparison.Ordinal);
        string continued = await CommandLine.OutputAsync(Ablate(options));

        Assert.Contains("Resumed   goes on in epoch 3, after 0 steps of it and 2 finished epochs", continued, StringComparison.Ordinal);
        Assert.Equal(1 + 3, Count(continued, "Epoch "));
        Assert.Equal(whole[whole.IndexOf("Variant", StringComparison.Ordinal)..], continued[continued.IndexOf("Variant", StringComparison.Ordinal)..]);
        Assert.Empty(Directory.EnumerateDirectories(_folder["out"], "checkpoints", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("'most' in --variants is not known", "--variants", "none,most")]
    [InlineData("--variants is 'none,none'", "--variants", "none,none")]
    [InlineData("--seeds is '1,x'; expected a number of seeds", "--seeds", "1,x")]
    [InlineData("--seeds is ','", "--seeds", ",")]
    [InlineData("--seeds is '0'", "--seeds", "0")]
    [InlineData("--seeds is '3..1'", "--seeds", "3..1")]
    [InlineData("--seeds is '1,1..2'", "--seeds", "1,1..2")]
    [InlineData("give their directory with --collaborative", "--variants", "no-semantic")]
    [InlineData("--collaborative is for the variant no-semantic", "--collaborative", "x")]
    [InlineData("--alpha is 0", "--alpha", "0")]
    [InlineData("--k is 11, but", "--k", "11")]
    [InlineData("'sracl prepare --protocol official'", "--protocol", "official")]
    [InlineData("--epochs is 0", "--epochs", "0")]
    [InlineData("There is no backbone 'bert'. Expected one of: transformer, sasrec", "--backbone", "bert")]
    [InlineData("--heads is 3 and does not divide", "--heads", "3")]
    [InlineData("does not belong to", "--min-user-events", "5")]
    public async Task Ablate_UnusableOption_IsNamed(string expected, params string[] options)
    {
        Assert.Contains(expected, await CommandLine.ErrorAsync(Ablate(options)), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    private string[] Ablate(params string[] options) => CommandLine.Ablate(shop, _folder["out"], options);

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
