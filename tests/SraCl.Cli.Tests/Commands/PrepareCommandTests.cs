using System.Text.Json.Nodes;
using SraCl.Neighbors;
using SraCl.Semantic.Storage;
using SraCl.Serialization;
using static TorchSharp.torch;

namespace SraCl.Cli.Tests.Commands;

[Collection(SharedShop.Name)]
public sealed class PrepareCommandTests(PreparedShop shop) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static string Encoder => Path.Combine(AppContext.BaseDirectory, "Encoder");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Prepare_PlainOutput_ReportsDataTextsNeighborsAndNextStep()
    {
        Assert.Contains("40 users, 12 items, 199 events", shop.Output, StringComparison.Ordinal);
        Assert.Contains("12 of 12 items have a text", shop.Output, StringComparison.Ordinal);
        Assert.Contains("10 of each of 12 items and 79 sequences, training prefixes of other users", shop.Output, StringComparison.Ordinal);
        Assert.Contains("~ tent number 3", shop.Output, StringComparison.Ordinal);
        Assert.EndsWith($"train --interactions {shop.Interactions} --semantics {shop.Semantics} --out model{Environment.NewLine}", shop.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Prepare_OfficialWithFewNeighbors_NextStepNamesWhatTrainingNeeds()
    {
        Assert.Contains("all prefixes, those of validation and test too; padding among the items", shop.OfficialOutput, StringComparison.Ordinal);
        Assert.EndsWith(
            $"train --interactions {shop.Interactions} --format user-item --semantics {shop.Official} --protocol official --k 5 --out model{Environment.NewLine}",
            shop.OfficialOutput,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_Json_PrintsOneObjectOnStandardOutput()
    {
        (int exitCode, string output, string error) = await CommandLine.RunAsync(Prepare("--embedder", "collaborative", "--dimension", "8", "--json"));

        Assert.Equal(ExitCode.Success, exitCode);
        Assert.Equal(
            """{"items":12,"sequences":79,"dimension":8,"k":10,"protocol":"default","sequencePool":"training-prefixes","excludeSameUser":true}""",
            WithoutPath(JsonNode.Parse(output)!.AsObject()).ToJsonString());
        Assert.Contains("from the users that items share", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_VectorsOfAnotherProgram_TakesThem()
    {
        string vectors = WriteVectors(rows: 13);

        await CommandLine.OutputAsync(Prepare("--embedder", "npy:" + vectors));

        SemanticsManifest manifest = SemanticsDirectory.ReadManifest(_folder["out"]);
        Assert.Equal("vectors.npy, d = 2", manifest.Details.ItemEmbedder);
    }

    [Fact]
    public async Task Prepare_SafetensorsOfAnotherProgram_GivesWhatTheSameNumpyFileGives()
    {
        string vectors = WriteVectors(rows: 13);
        string safetensors = _folder["vectors.safetensors"];
        using (Tensor rows = tensor(Enumerable.Range(0, 26).Select(i => i < 2 ? 0f : i).ToArray()).reshape(13, 2))
        using (FileStream stream = File.Create(safetensors))
        {
            SafetensorsWriter.Write(stream, new Dictionary<string, Tensor> { ["items"] = rows });
        }

        await CommandLine.OutputAsync(Prepare("--embedder", "safetensors:" + safetensors));
        byte[] neighbors = await File.ReadAllBytesAsync(Path.Combine(_folder["out"], "sequence_neighbors.npy"));
        await CommandLine.OutputAsync(Prepare("--embedder", "npy:" + vectors, "--force"));

        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(_folder["out"], "sequence_neighbors.npy")), neighbors);
    }

    [Fact]
    public async Task Prepare_EncoderInAFolder_EmbedsEachTextOnce()
    {
        string[] arguments = Prepare("--items", shop.Items, "--embedder", "simcse:" + Encoder);

        string first = await CommandLine.OutputAsync(arguments);
        string second = await CommandLine.OutputAsync([.. arguments, "--force"]);

        Assert.StartsWith("RoBERTa encoder Encoder, d = 32", SemanticsDirectory.ReadManifest(_folder["out"]).Details.ItemEmbedder, StringComparison.Ordinal);
        Assert.Contains("12 items, of which 0 have a vector from before", first, StringComparison.Ordinal);
        Assert.Contains("12 items, of which 12 have a vector from before", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_EncoderAndDryRun_CountsTextsAndSavesNothing()
    {
        string output = await CommandLine.OutputAsync(Prepare("--items", shop.Items, "--embedder", "simcse:" + Encoder, "--dry-run"));

        Assert.Contains("at most 12 texts to embed", output, StringComparison.Ordinal);
        Assert.Contains("of which 0 have a vector", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public async Task Prepare_FolderWithoutEncoder_SaysWhatItLooksFor() =>
        await RefusedAsync("config.json", "--items", shop.Items, "--embedder", "simcse:" + _folder["nothing"]);

    [Fact]
    public async Task Prepare_VectorsOfOtherItems_SaysBothNumbers()
    {
        string vectors = WriteVectors(rows: 9);

        await RefusedAsync("has 9 rows but the data has 12 items; expected 13 rows", "--embedder", "npy:" + vectors);
    }

    [Theory]
    [InlineData("--items", "--embedder", "lsa")]
    [InlineData("--embedder is 'bert'; expected lsa", "--embedder", "bert")]
    [InlineData("--embedder is 'npy:'; expected lsa", "--embedder", "npy:")]
    [InlineData("missing.npy", "--embedder", "npy:missing.npy")]
    [InlineData("missing.jsonl", "--items", "missing.jsonl")]
    [InlineData("--k is 12; expected 1 to 11", "--embedder", "collaborative", "--k", "12")]
    [InlineData("--k is 0; expected 1 to 11", "--embedder", "collaborative", "--k", "0")]
    [InlineData("--max-length is 0; expected at least 1", "--embedder", "collaborative", "--max-length", "0")]
    [InlineData("--dimension is 0; expected at least 1", "--embedder", "collaborative", "--dimension", "0")]
    [InlineData("--items-format is 'xml'; expected one of: auto, jsonl, csv, tsv, amazon, yelp", "--items", "x.xml", "--items-format", "xml")]
    [InlineData("--items-id says how --items is read", "--embedder", "collaborative", "--items-id", "sku")]
    [InlineData("--items-delimiter is for tables, but --items-format is Yelp", "--items", "x", "--items-format", "yelp", "--items-delimiter", ";")]
    [InlineData("Leave --dimension out", "--embedder", "npy:x.npy", "--dimension", "8")]
    [InlineData("missing.safetensors", "--embedder", "safetensors:missing.safetensors")]
    public async Task Prepare_UnusableOption_IsNamed(string expected, params string[] options) => await RefusedAsync(expected, options);

    [Theory]
    [InlineData("{\"id\":\"i0\",\"title\":\"tent\"}\n{\"id\":\"i1\",\n", "items.jsonl', line 2: ")]
    [InlineData("{\"title\":\"tent\"}\n", "Name the field with --items-id")]
    [InlineData("sku,title\n1,tent\n", "no column of item ids")]
    [InlineData("tents\n", "Name it with --items-format: jsonl, csv, tsv, amazon, yelp")]
    [InlineData("{\"id\":\"sku1\",\"title\":\"tent\"}\n", "ids look like 'sku1', those of the data set like 'i0'")]
    [InlineData("", "items.jsonl' is empty")]
    public async Task Prepare_UnusableItems_SaysWhatIsWrong(string text, string expected) => await RefusedAsync(expected, "--items", _folder.Write("items.jsonl", text));

    [Fact]
    public async Task Prepare_ItemsWithoutText_AreCounted()
    {
        string items = _folder.Write("items.jsonl", string.Join('\n', (await File.ReadAllLinesAsync(shop.Items)).Skip(2)) + "\n{\"id\":\"other\",\"title\":\"x\"}\n");

        string output = await CommandLine.OutputAsync(Prepare("--items", items));

        Assert.Contains("10 of 12 items have a text", output, StringComparison.Ordinal);
        Assert.Contains("2 that the file lacks, 0 without a word, such as i0, i1", output, StringComparison.Ordinal);
        Assert.Contains("left out: 1 entries that nobody interacted with", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_ItemsInATableOfOnesOwn_AreRead()
    {
        string items = _folder.Write("items.txt", "sku;label;group\n" + string.Concat(Enumerable.Range(0, 12).Select(item => $"i{item};thing {item / 2};g{item / 4}\n")));

        string output = await CommandLine.OutputAsync(
            Prepare("--items", items, "--items-delimiter", ";", "--items-id", "sku", "--items-title", "label", "--items-categories", "group"));

        Assert.Contains("12 of 12 items have a text", output, StringComparison.Ordinal);
        Assert.Contains("duplicates: 12 items whose text another one has too, such as i0 and i1", output, StringComparison.Ordinal);
        Assert.Contains("~ thing 0", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("amazon")]
    public async Task Prepare_AmazonsPythonLines_AreRead(string format)
    {
        string items = _folder.Write("meta.json", string.Concat(Enumerable.Range(0, 12).Select(item => $"{{'asin': 'i{item}', 'title': \"it's thing {item}\"}}\n")));

        Assert.Contains("~ it's thing", await CommandLine.OutputAsync(Prepare("--items", items, "--items-format", format)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_WithCache_TakesTheFirstOfTheNeighborsItHas()
    {
        string[] cached = ["--items", shop.Items, "--force", "--cache", _folder["cache"]];
        await CommandLine.OutputAsync(Prepare([.. cached, "--k", "6"]));
        string[] kept = Directory.GetFiles(_folder["cache"]);
        await CommandLine.OutputAsync(Prepare([.. cached, "--k", "4"]));
        byte[] four = await File.ReadAllBytesAsync(Path.Combine(_folder["out"], "sequence_neighbors.npy"));
        await CommandLine.OutputAsync(Prepare("--items", shop.Items, "--force", "--k", "4"));

        Assert.Equal(2, kept.Length);
        Assert.Equal(kept, Directory.GetFiles(_folder["cache"]));
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(_folder["out"], "sequence_neighbors.npy")), four);
    }

    [Fact]
    public async Task Prepare_OverNeighborsWithForce_ReplacesThem()
    {
        await CommandLine.OutputAsync(Prepare("--items", shop.Items));

        Assert.Contains("already holds a set of neighbors. Add --force", await CommandLine.ErrorAsync(Prepare("--embedder", "collaborative")), StringComparison.Ordinal);
        await CommandLine.OutputAsync(Prepare("--embedder", "collaborative", "--force"));
        Assert.StartsWith("collaborative", SemanticsDirectory.ReadManifest(_folder["out"]).Details.ItemEmbedder, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_OutputHoldsSomethingElse_IsLeftAlone()
    {
        Directory.CreateDirectory(_folder["out"]);
        string photo = _folder.Write(Path.Combine("out", "beach.jpg"), "sand");

        Assert.Contains("not empty and holds no set of neighbors", await CommandLine.ErrorAsync(Prepare("--items", shop.Items, "--force")), StringComparison.Ordinal);
        Assert.Equal([photo], Directory.EnumerateFileSystemEntries(_folder["out"]));
    }

    [Fact]
    public async Task Prepare_OutputHoldsAKilledSave_IsTaken()
    {
        Directory.CreateDirectory(_folder["out"]);
        _folder.Write(Path.Combine("out", "item_embeddings.npy.tmp"), "half");

        await CommandLine.OutputAsync(Prepare("--items", shop.Items));

        Assert.DoesNotContain(Directory.EnumerateFiles(_folder["out"]), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    private async Task RefusedAsync(string expected, params string[] options)
    {
        Assert.Contains(expected, await CommandLine.ErrorAsync(Prepare(options)), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder["out"], "semantics.json")));
    }

    private string[] Prepare(params string[] options) => ["prepare", "--interactions", shop.Interactions, "--out", _folder["out"], .. options];

    private string WriteVectors(int rows)
    {
        string path = _folder["vectors.npy"];
        NpyFile.WriteEmbeddings(path, new EmbeddingMatrix(2, [.. Enumerable.Range(0, 2 * rows).Select(i => i < 2 ? 0f : i)]));
        return path;
    }

    private static JsonObject WithoutPath(JsonObject json)
    {
        json.Remove("semantics");
        return json;
    }
}
