using System.Text.Json.Nodes;
using SraCl.Neighbors;
using SraCl.Semantic.Embeddings;
using SraCl.Semantic.Roberta;
using SraCl.Semantic.Summaries;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Semantic.Tests.Roberta;

public sealed class RobertaEmbedderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Folder => _directory.File("model");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(4, RobertaPooling.Pooler, "pooler")]
    [InlineData(4, RobertaPooling.Cls, "cls")]
    [InlineData(4, RobertaPooling.Mean, "mean")]
    [InlineData(2, RobertaPooling.Pooler, "pooler")]
    [InlineData(2, RobertaPooling.Cls, "cls")]
    [InlineData(2, RobertaPooling.Mean, "mean")]
    public async Task EmbedAsync_GoldenTexts_GivesTheReferenceVectors(int heads, RobertaPooling pooling, string name)
    {
        GoldenModel.CopyTo(Folder);
        GoldenModel.Configure(Folder, "num_attention_heads", heads);
        using RobertaEmbedder embedder = RobertaEmbedder.Load(Folder, new RobertaEmbedderOptions { Pooling = pooling });

        EmbeddingMatrix vectors = (await embedder.EmbedAsync(GoldenModel.Texts)).Vectors;

        Assert.Equal((32, 64, 32), (embedder.Dimension, embedder.MaxTokens, vectors.Dimension));
        AssertClose(GoldenModel.Expected($"heads{heads}/{name}"), vectors);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(2)]
    public void Forward_PaddedBatch_GivesTheReferenceStates(int heads)
    {
        using DisposeScope scope = NewDisposeScope();
        RobertaConfiguration configuration = RobertaConfiguration.Read(Path.Combine(GoldenModel.Folder, "config.json")) with { Heads = heads };
        using var weights = new RobertaWeights(Path.Combine(GoldenModel.Folder, "model.safetensors"), configuration, withPooler: false, CPU);
        using var encoder = new RobertaEncoder(configuration, weights, withPooler: false);
        RobertaTokenizer tokenizer = GoldenModel.Tokenizer();
        int[][] tokens = [.. GoldenModel.Texts.Take(4).Select(text => tokenizer.Encode(text, 64))];
        int length = tokens.Max(row => row.Length) + 3;
        long[] ids = [.. tokens.SelectMany(row => row.Concat(Enumerable.Repeat(1, length - row.Length))).Select(id => (long)id)];

        float[][] states = encoder.call(tensor(ids, [4, length])).data<float>().ToArray().Chunk(32).ToArray();

        for (int text = 0; text < 4; text++)
        {
            AssertClose(GoldenModel.Expected($"heads{heads}/hidden/{text}"), new EmbeddingMatrix(32, states[(text * length)..((text * length) + tokens[text].Length)].SelectMany(row => row).ToArray()));
        }

        Assert.False(encoder.training);
        Assert.All(encoder.parameters(), parameter => Assert.False(parameter.requires_grad));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(70)]
    [InlineData(200)]
    public async Task EmbedAsync_AnyBatchesAndOrder_GiveTheSameVectors(int maxTokensPerBatch)
    {
        using RobertaEmbedder embedder = RobertaEmbedder.Load(GoldenModel.Folder, new RobertaEmbedderOptions { MaxTokensPerBatch = maxTokensPerBatch });
        float[][] expected = GoldenModel.Expected("heads4/pooler");
        int[] order = [5, 0, 7, 3, 3, 1, 6, 2, 4, 0];

        EmbeddingMatrix vectors = (await embedder.EmbedAsync([.. order.Select(index => GoldenModel.Texts[index])])).Vectors;

        AssertClose([.. order.Select(index => expected[index])], vectors);
    }

    [Theory]
    [InlineData(1, "1 1 1 1")]
    [InlineData(10, "1 1 2")]
    [InlineData(100, "4")]
    public void Divide_Texts_BoundsEachBatch(int maxTokens, string sizes)
    {
        int[][] tokens = [new int[3], [], new int[20], new int[6], new int[5]];
        int[][] batches = [.. RobertaBatches.Divide(tokens, maxTokens)];

        Assert.Equal([2, 3, 4, 0], batches.SelectMany(batch => batch));
        Assert.Equal(sizes, string.Join(' ', batches.Select(batch => batch.Length)));
    }

    [Fact]
    public async Task EmbedAsync_FewerTokens_CutsTheEndAndKeepsTheEndToken()
    {
        using RobertaEmbedder cut = RobertaEmbedder.Load(GoldenModel.Folder, new RobertaEmbedderOptions { MaxTokens = 3 });
        using RobertaEmbedder whole = RobertaEmbedder.Load(GoldenModel.Folder);

        // "x" is one token, so that both see <s> x </s>.
        Assert.Equal((await whole.EmbedAsync(["x"])).Vectors[0].ToArray(), (await cut.EmbedAsync(["x! and what follows"])).Vectors[0].ToArray());
    }

    [Fact]
    public async Task EmbedAsync_EmptyTexts_GetZeroVectors()
    {
        using RobertaEmbedder embedder = RobertaEmbedder.Load(GoldenModel.Folder);
        EmbeddingMatrix vectors = (await embedder.EmbedAsync(["", GoldenModel.Texts[1], " \n\u00a0"])).Vectors;
        EmbeddingMatrix none = (await embedder.EmbedAsync([""])).Vectors;

        Assert.All([.. vectors[0].ToArray(), .. vectors[2].ToArray(), .. none[0].ToArray()], value => Assert.Equal(0, value));
        AssertClose([GoldenModel.Expected("heads4/pooler")[1]], new EmbeddingMatrix(32, vectors[1].ToArray()));
        await Assert.ThrowsAsync<ArgumentException>(() => embedder.EmbedAsync([]));
    }

    [Theory]
    [InlineData(ScalarType.Float16, 5e-3f)]
    [InlineData(ScalarType.BFloat16, 5e-2f)]
    public async Task Load_HalfPrecisionWithoutPrefix_GivesNearlyTheSameVectors(ScalarType type, float tolerance)
    {
        GoldenModel.CopyTo(Folder);
        GoldenModel.ChangeWeights(Folder, (name, value) => (name.Replace("roberta.", string.Empty, StringComparison.Ordinal), value.is_floating_point() ? value.to(type) : value));
        using RobertaEmbedder embedder = RobertaEmbedder.Load(Folder);

        AssertClose(GoldenModel.Expected("heads4/pooler"), (await embedder.EmbedAsync(GoldenModel.Texts)).Vectors, tolerance);
    }

    [Fact]
    public async Task EmbedAsync_Progress_EndsWithEverything()
    {
        using RobertaEmbedder embedder = RobertaEmbedder.Load(GoldenModel.Folder, new RobertaEmbedderOptions { MaxTokensPerBatch = 70 });
        var reports = new Reports(_ => { });
        await embedder.EmbedAsync([.. GoldenModel.Texts, ""], reports);

        Assert.True(reports.All.Count > 2);
        Assert.All(reports.All.Zip(reports.All.Skip(1)), pair => Assert.True(pair.First.Texts < pair.Second.Texts && pair.First.Tokens < pair.Second.Tokens));
        RobertaProgress last = reports.All[^1];
        Assert.Equal((9, 9, last.TotalTokens), (last.Texts, last.TotalTexts, last.Tokens));
    }

    [Fact]
    public async Task EmbedAsync_Cancelled_EndsBeforeTheNextBatchAndCanGoOn()
    {
        using RobertaEmbedder embedder = RobertaEmbedder.Load(GoldenModel.Folder, new RobertaEmbedderOptions { MaxTokensPerBatch = 1 });
        using var source = new CancellationTokenSource();
        var reports = new Reports(_ => source.Cancel());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => embedder.EmbedAsync(GoldenModel.Texts, reports, source.Token));
        Assert.Single(reports.All);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => embedder.EmbedAsync(GoldenModel.Texts, source.Token));
        AssertClose(GoldenModel.Expected("heads4/pooler"), (await embedder.EmbedAsync(GoldenModel.Texts)).Vectors);
    }

    [Fact]
    public async Task EmbedAsync_CallsSideBySide_AllGetTheirVectors()
    {
        using RobertaEmbedder embedder = RobertaEmbedder.Load(GoldenModel.Folder);
        float[][] expected = GoldenModel.Expected("heads4/pooler");
        Task<TextVectors>[] calls = [.. GoldenModel.Texts.Select(text => embedder.EmbedAsync([text]))];

        for (int i = 0; i < calls.Length; i++)
        {
            AssertClose([expected[i]], (await calls[i]).Vectors);
        }
    }

    [Fact]
    public async Task Dispose_AfterUse_LeavesNoTensors()
    {
        const int Weights = 39; // Of two layers, the embeddings and the pooler; the file has two more that are not read.
        RobertaEmbedder embedder = RobertaEmbedder.Load(GoldenModel.Folder);
        long loaded = LiveTensors.Settled();
        await embedder.EmbedAsync(GoldenModel.Texts);
        Assert.Equal(loaded, Tensor.TotalCount);
        embedder.Dispose();
        embedder.Dispose();

        Assert.Equal(loaded - Weights, Tensor.TotalCount);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => embedder.EmbedAsync(["x"]));
    }

    [Fact]
    public void Fingerprint_SameModelElsewhere_IsTheSame()
    {
        GoldenModel.CopyTo(Folder);
        GoldenModel.Configure(Folder, "transformers_version", "4.2.1");
        string original = Fingerprint(GoldenModel.Folder);

        Assert.Equal(original, Fingerprint(Folder, new RobertaEmbedderOptions { MaxTokens = 64, MaxTokensPerBatch = 8, Device = CPU }));
        Assert.DoesNotContain(_directory.Path, original, StringComparison.Ordinal);
    }

    [Fact]
    public void Fingerprint_AnythingThatDecidesAboutVectors_ChangesIt()
    {
        GoldenModel.CopyTo(Folder);
        string merges = File.ReadAllText(Path.Combine(Folder, "merges.txt"));
        var found = new List<string>
        {
            Fingerprint(Folder),
            Fingerprint(Folder, new RobertaEmbedderOptions { Pooling = RobertaPooling.Cls }),
            Fingerprint(Folder, new RobertaEmbedderOptions { MaxTokens = 63 }),
        };
        File.WriteAllText(Path.Combine(Folder, "merges.txt"), merges[..(merges.TrimEnd().LastIndexOf('\n') + 1)]);
        found.Add(Fingerprint(Folder));
        GoldenModel.Configure(Folder, "num_attention_heads", 8);
        found.Add(Fingerprint(Folder));
        GoldenModel.Configure(Folder, "layer_norm_eps", 1e-6);
        found.Add(Fingerprint(Folder));
        GoldenModel.ChangeWeights(Folder, (name, value) => (name, name.EndsWith("layer.1.output.dense.bias", StringComparison.Ordinal) ? value + 1e-6f : value));
        found.Add(Fingerprint(Folder));

        Assert.Equal(found.Count, found.Distinct().Count());
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("model.safetensors")]
    [InlineData("vocab.json")]
    [InlineData("merges.txt")]
    public void Load_MissingFile_NamesItAndWhereToGetIt(string file)
    {
        GoldenModel.CopyTo(Folder);
        File.Delete(Path.Combine(Folder, file));

        AssertRefused($"'{Folder}' has no {file}. Expected", "princeton-nlp/sup-simcse-roberta-large", "nothing is downloaded");
    }

    [Fact]
    public void Load_MissingFolder_NamesIt() => AssertRefused($"'{Folder}'", "does not exist", "princeton-nlp/sup-simcse-roberta-large");

    [Fact]
    public void Load_PickledOrDividedWeights_GivesTheCure()
    {
        GoldenModel.CopyTo(Folder);
        File.Move(Path.Combine(Folder, "model.safetensors"), Path.Combine(Folder, "pytorch_model.bin"));
        AssertRefused("has no model.safetensors", "save_file(", "'model.safetensors')");

        File.Move(Path.Combine(Folder, "pytorch_model.bin"), Path.Combine(Folder, "model.safetensors.index.json"));
        AssertRefused("has no model.safetensors", "max_shard_size");
    }

    [Theory]
    [InlineData("model_type", "\"bert\"", "model_type is \"bert\"; expected \"roberta\"")]
    [InlineData("model_type", null, "model_type is missing")]
    [InlineData("hidden_act", "\"relu\"", "hidden_act is \"relu\"; expected \"gelu\"")]
    [InlineData("position_embedding_type", "\"relative_key\"", "expected \"absolute\"")]
    [InlineData("hidden_size", null, "hidden_size is missing; expected an integer")]
    [InlineData("hidden_size", "\"32\"", "hidden_size is \"32\"; expected an integer")]
    [InlineData("num_hidden_layers", "0", "num_hidden_layers is 0; expected an integer of at least 1")]
    [InlineData("num_attention_heads", "5", "num_attention_heads is 5; expected a divisor of hidden_size 32")]
    [InlineData("layer_norm_eps", "0", "layer_norm_eps is 0; expected a positive number")]
    [InlineData("max_position_embeddings", "4", "max_position_embeddings is 4; expected at least 5")]
    public void Load_OtherConfiguration_SaysWhatDiffers(string field, string? value, string expected)
    {
        GoldenModel.CopyTo(Folder);
        GoldenModel.Configure(Folder, field, value is null ? null : JsonNode.Parse(value));

        AssertRefused(Path.Combine(Folder, "config.json"), expected);
    }

    [Theory]
    [InlineData("max_position_embeddings", 68, "'embeddings.position_embeddings.weight' has the shape [66, 32], expected [68, 32].")]
    [InlineData("vocab_size", 402, "'embeddings.word_embeddings.weight' has the shape [401, 32], expected [402, 32].")]
    [InlineData("hidden_size", 16, "And 32 more.")]
    [InlineData("intermediate_size", 65, "'encoder.layer.0.intermediate.dense.bias' has the shape [64], expected [65].")]
    [InlineData("num_hidden_layers", 3, "'encoder.layer.2.attention.self.query.weight' is missing.")]
    [InlineData("num_hidden_layers", 1, "There are layers beyond the 1 of num_hidden_layers.")]
    public void Load_WeightsOfAnotherModel_SaysWhatDiffers(string field, int value, string expected)
    {
        GoldenModel.CopyTo(Folder);
        GoldenModel.Configure(Folder, field, value);

        AssertRefused(Path.Combine(Folder, "model.safetensors"), expected);
    }

    [Fact]
    public void Load_WeightsOfOtherKind_SaysSo()
    {
        GoldenModel.CopyTo(Folder);
        GoldenModel.ChangeWeights(Folder, (name, value) => (name, name.EndsWith("query.weight", StringComparison.Ordinal) ? value.to(ScalarType.Int8) : value));
        AssertRefused("'encoder.layer.0.attention.self.query.weight' has numbers of type I8, expected F32, F16 or BF16.");

        GoldenModel.ChangeWeights(Folder, (name, value) => ("bert." + name, value));
        AssertRefused("holds no RoBERTa encoder", "found 'bert.lm_head.bias'");
    }

    [Fact]
    public async Task Load_NoPooler_NamesThePoolingsThatNeedNone()
    {
        GoldenModel.CopyTo(Folder);
        GoldenModel.ChangeWeights(Folder, (name, value) => (name, name.Contains("pooler", StringComparison.Ordinal) ? null : value));
        AssertRefused("'pooler.dense.weight' is missing; RobertaPooling.Cls and Mean need no pooler.");

        using RobertaEmbedder embedder = RobertaEmbedder.Load(Folder, new RobertaEmbedderOptions { Pooling = RobertaPooling.Mean });
        AssertClose(GoldenModel.Expected("heads4/mean"), (await embedder.EmbedAsync(GoldenModel.Texts)).Vectors);
    }

    [Fact]
    public async Task EmbedAsync_WeightsThatAreNotFinite_SaysWhichText()
    {
        GoldenModel.CopyTo(Folder);
        GoldenModel.ChangeWeights(Folder, (name, value) => (name, name.EndsWith("pooler.dense.bias", StringComparison.Ordinal) ? value * float.NaN : value));
        using RobertaEmbedder embedder = RobertaEmbedder.Load(Folder);

        SummaryException error = await Assert.ThrowsAsync<SummaryException>(() => embedder.EmbedAsync(["", "x"]));
        Assert.Contains("gives NaN for text 1", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsTransient);
    }

    [Fact]
    public void Load_OptionOutOfRange_ListsAll()
    {
        string error = Assert.Throws<SraClException>(
            () => RobertaEmbedder.Load(GoldenModel.Folder, new RobertaEmbedderOptions { MaxTokens = 2, MaxTokensPerBatch = 0, Pooling = (RobertaPooling)7 })).Message;

        Assert.Contains("MaxTokens is 2; expected at least 3", error, StringComparison.Ordinal);
        Assert.Contains("MaxTokensPerBatch is 0; expected at least 1", error, StringComparison.Ordinal);
        Assert.Contains("Pooling is 7; expected one of Pooler, Cls, Mean", error, StringComparison.Ordinal);
        Assert.Contains(
            "MaxTokens is 65; expected at most 64",
            Assert.Throws<SraClException>(() => RobertaEmbedder.Load(GoldenModel.Folder, new RobertaEmbedderOptions { MaxTokens = 65 })).Message,
            StringComparison.Ordinal);
    }

    private static string Fingerprint(string folder, RobertaEmbedderOptions? options = null)
    {
        using RobertaEmbedder embedder = RobertaEmbedder.Load(folder, options);
        return embedder.Fingerprint;
    }

    private static void AssertClose(float[][] expected, EmbeddingMatrix actual, float tolerance = 1e-5f)
    {
        Assert.Equal(expected.Length, actual.RowCount);
        for (int row = 0; row < expected.Length; row++)
        {
            Assert.All(expected[row].Zip(actual[row].ToArray()), pair => Assert.InRange(pair.Second, pair.First - tolerance, pair.First + tolerance));
        }
    }

    private void AssertRefused(params string[] expected)
    {
        string error = Assert.Throws<SraClException>(() => RobertaEmbedder.Load(Folder)).Message;
        Assert.All(expected, part => Assert.Contains(part, error, StringComparison.Ordinal));
    }

    /// <summary>Reports at once, on the thread that works.</summary>
    private sealed class Reports(Action<RobertaProgress> then) : IProgress<RobertaProgress>
    {
        public List<RobertaProgress> All { get; } = [];

        public void Report(RobertaProgress value)
        {
            All.Add(value);
            then(value);
        }
    }
}
