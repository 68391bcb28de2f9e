using System.Text.Json.Nodes;

namespace SraCl.Cli.Tests.Commands;

/// <summary><c>sracl train --semantics</c>, from preparation to evaluation.</summary>
[Collection(SharedShop.Name)]
public sealed class TrainWithSemanticsTests(PreparedShop shop) : IDisposable
{
    private const string Both = "next-item cross-entropy + 0.2 user loss + 0.3 item loss (k = 4, default protocol; neighbors by lsa, d = 256, items.jsonl; mean of the newest 20 items)";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Train_ItemVectors_StartFromTheTextsAndAreNoted()
    {
        JsonNode random = JsonNode.Parse(await CommandLine.OutputAsync(CommandLine.Train(shop.Interactions, _folder["random"], "--json")))!;
        JsonNode started = JsonNode.Parse(await CommandLine.OutputAsync(CommandLine.Train(shop.Interactions, _folder["started"], "--item-vectors", shop.Semantics, "--json")))!;

        Assert.NotEqual(random["losses"]![0]!.GetValue<double>(), started["losses"]![0]!.GetValue<double>());
        Assert.Contains("item vectors start from lsa", started["protocol"]!["losses"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("lsa", await File.ReadAllTextAsync(Path.Combine(_folder["started"], "model.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_WithSemantics_EveryResultNamesTheLosses()
    {
        string[] settings = ["--semantics", shop.Semantics, "--alpha", "0.2", "--beta", "0.3", "--k", "4"];

        string output = await CommandLine.OutputAsync(CommandLine.Train(shop.Interactions, _folder["model"], settings));
        JsonNode evaluated = JsonNode.Parse(await CommandLine.OutputAsync("evaluate", "--model", _folder["model"], "--json"))!;

        Assert.Contains($"Losses    {Both}", output, StringComparison.Ordinal);
        Assert.Contains($"seed 2024, trained with {Both}; 40 users", output, StringComparison.Ordinal);
        Assert.Equal(Both, evaluated["protocol"]!["losses"]!.GetValue<string>());
        JsonNode contrast = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_folder["model"], "model.json")))!["details"]!["training"]!["contrast"]!;
        Assert.Equal(
            (0.2, 0.3, 4, "default", "synthesized"),
            (contrast["alpha"]!.GetValue<double>(), contrast["beta"]!.GetValue<double>(), contrast["k"]!.GetValue<int>(), contrast["protocol"]!.GetValue<string>(), contrast["positive"]!.GetValue<string>()));
        Assert.Equal("lsa, d = 256, items.jsonl", contrast["semantics"]!["itemEmbedder"]!.GetValue<string>());
    }

    [Fact]
    public async Task Train_WithSemantics_LearnsOtherwiseThanWithout()
    {
        JsonNode with = JsonNode.Parse(await CommandLine.OutputAsync(CommandLine.Train(shop.Interactions, _folder["with"], "--semantics", shop.Semantics, "--json")))!;
        JsonNode without = JsonNode.Parse(await CommandLine.OutputAsync(CommandLine.Train(shop.Interactions, _folder["without"], "--json")))!;

        Assert.NotEqual(without["losses"]!.ToJsonString(), with["losses"]!.ToJsonString());
        Assert.Equal(0.1, with["contrast"]!["alpha"]!.GetValue<double>());
        Assert.Null(without["contrast"]);
        Assert.Equal("next-item cross-entropy", without["protocol"]!["losses"]!.GetValue<string>());
    }

    [Fact]
    public async Task Train_OfficialNeighbors_NeedTheOfficialProtocol()
    {
        string[] settings = ["--semantics", shop.Official, "--k", "5"];

        await RefusedAsync("was prepared under the official protocol, but --protocol is default", settings);
        string output = await CommandLine.OutputAsync(CommandLine.Train(shop.Interactions, _folder["model"], [.. settings, "--protocol", "official"]));
        Assert.Contains("(k = 5, official protocol; ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_DefaultNeighborsForOfficialProtocol_SaysHowToPrepare() =>
        await RefusedAsync("'sracl prepare --protocol official'", "--semantics", shop.Semantics, "--protocol", "official");

    [Fact]
    public async Task Train_NeighborsByOtherRules_AreTakenAndNamed()
    {
        Directory.CreateDirectory(_folder["custom"]);
        foreach (string file in Directory.EnumerateFiles(shop.Semantics))
        {
            File.Copy(file, Path.Combine(_folder["custom"], Path.GetFileName(file)));
        }

        string manifest = Path.Combine(_folder["custom"], "semantics.json");
        await File.WriteAllTextAsync(
            manifest,
            (await File.ReadAllTextAsync(manifest)).Replace("\"protocol\": \"default\"", "\"protocol\": \"custom\"", StringComparison.Ordinal).Replace("trainingPrefixes", "onePerUser", StringComparison.Ordinal));

        string output = await CommandLine.OutputAsync(CommandLine.Train(shop.Interactions, _folder["model"], "--semantics", _folder["custom"]));

        Assert.Contains("rules of their own (one training prefix a user of other users)", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--alpha is 0; expected a finite, positive number. To train with the item loss alone, use 'sracl ablate --variants item'", "--alpha", "0")]
    [InlineData("--alpha is -1", "--alpha", "-1")]
    [InlineData("--alpha is NaN", "--alpha", "NaN")]
    [InlineData("--beta is 0; expected a finite, positive number. To train with the user loss alone, use 'sracl ablate --variants user'", "--beta", "0")]
    [InlineData("--beta is NaN", "--beta", "NaN")]
    [InlineData("--k is 0", "--k", "0")]
    [InlineData("--k is 11, but", "--k", "11")]
    public async Task Train_UnusableContrastSetting_IsNamed(string expected, params string[] options) =>
        await RefusedAsync(expected, ["--semantics", shop.Semantics, .. options]);

    [Theory]
    [InlineData("--alpha", "0.1")]
    [InlineData("--protocol", "official")]
    public async Task Train_ContrastSettingWithoutSemantics_IsNamed(string name, string value) => await RefusedAsync($"{name} is for the contrastive losses", name, value);

    [Fact]
    public async Task Train_NeighborsOfOtherData_SaysBothSizes()
    {
        string other = _folder.Write("other.txt", await File.ReadAllTextAsync(shop.Interactions) + "u40 i0\nu40 i1\nu40 i2\nu40 i3\n");

        string error = await CommandLine.ErrorAsync(CommandLine.Train(other, _folder["model"], "--semantics", shop.Semantics));

        Assert.Contains("made from 40 users and 12 items, the file has 41 users and 12 items", error, StringComparison.Ordinal);
        Assert.Contains("'sracl prepare'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_NeighborsOfReorderedData_AreRefused()
    {
        string other = _folder.Write("other.txt", string.Concat((await File.ReadAllLinesAsync(shop.Interactions)).Reverse().Select(line => line + "\n")));

        string error = await CommandLine.ErrorAsync(CommandLine.Train(other, _folder["model"], "--semantics", shop.Semantics));

        Assert.Contains("both have 40 users and 12 items, but ids or sequences differ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_NeighborsOfAnotherSplit_AreRefused()
    {
        string rows = string.Concat(
            from user in Enumerable.Range(0, 20)
            from step in Enumerable.Range(0, 6)
            select $"u{user},i{(user + step) % 8},{(step * 100) + user}\n");
        string file = _folder.Write("shop.csv", "user,item,time\n" + rows);
        await CommandLine.OutputAsync("prepare", "--interactions", file, "--out", _folder["semantics"], "--embedder", "collaborative", "--k", "3");
        string[] settings = ["--semantics", _folder["semantics"], "--k", "3", "--split", "global-time", "--validation-start", "300", "--test-start", "400"];

        string error = await CommandLine.ErrorAsync(CommandLine.Train(file, _folder["model"], settings));

        Assert.Contains("prepared for another split: it holds 60 sequences, but global-time", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_NoNeighborsInTheDirectory_SaysHowToMakeThem() => await RefusedAsync("'sracl prepare'", "--semantics", _folder["nothing"]);

    private async Task RefusedAsync(string expected, params string[] options)
    {
        string error = await CommandLine.ErrorAsync(CommandLine.Train(shop.Interactions, _folder["model"], options));

        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["model"]));
    }
}
