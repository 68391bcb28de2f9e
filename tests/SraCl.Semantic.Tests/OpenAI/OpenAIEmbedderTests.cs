using Microsoft.AspNetCore.Http;
using SraCl.Semantic.Embeddings;
using SraCl.Semantic.OpenAI;
using SraCl.Semantic.Summaries;
using SraCl.Semantic.Tests.Loopback;

namespace SraCl.Semantic.Tests.OpenAI;

public sealed class OpenAIEmbedderTests
{
    private static readonly string[] Texts = ["shampoo", "soap", "nail polish"];

    [Theory]
    [InlineData(EmbeddingEncoding.Base64, "base64")]
    [InlineData(EmbeddingEncoding.JsonNumbers, "float")]
    public async Task EmbedAsync_VectorsOutOfOrder_GoToTheirTexts(EmbeddingEncoding encoding, string name)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync();

        TextVectors vectors = await Create(server, options => options.Embedding.Encoding = encoding).EmbedAsync(Texts);

        Assert.Equal(Texts.Select(Answers.Vector), Enumerable.Range(0, 3).Select(row => vectors.Vectors[row].ToArray()));
        Assert.Equal(new TokenUsage(21, 0), vectors.Usage);
        LoopbackRequest request = Assert.Single(server.Requests);
        Assert.Equal(("/v1/embeddings", name), (request.Path, request.Body.GetProperty("encoding_format").GetString()));
        Assert.False(request.Body.TryGetProperty("dimensions", out _));
    }

    [Fact]
    public async Task EmbedAsync_NumbersWhereBase64WasAskedFor_AreRead()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(Answers.Text(200, """{"data":[{"embedding":[1,2.5]},{"embedding":[3,4e0]}]}"""));

        TextVectors vectors = await Create(server).EmbedAsync(["a", "b"]);

        Assert.Equal([3f, 4f], vectors.Vectors[1].ToArray());
        Assert.Null(vectors.Usage);
    }

    [Fact]
    public async Task EmbedAsync_Dimensions_AreAskedForAndChecked()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync();

        SummaryException exception = await Assert.ThrowsAsync<SummaryException>(() => Create(server, options => options.Embedding.Dimensions = 3).EmbedAsync(Texts));

        Assert.Equal(3, Assert.Single(server.Requests).Body.GetProperty("dimensions").GetInt32());
        Assert.Contains("a vector of 4 numbers for text 0, but OpenAIEmbeddingOptions.Dimensions is 3", exception.Message, StringComparison.Ordinal);
        Assert.False(exception.IsTransient);
    }

    [Fact]
    public async Task EmbedAsync_UnusableVectors_SayWhatCame()
    {
        (Func<HttpContext, LoopbackRequest, Task> Answer, string Message, bool IsTransient)[] cases =
        [
            ((context, request) => Answers.VectorsAsync(context, request, [1, 2], [1, 2], [1, 2, 3]), "a vector of 3 numbers for text 2, but the vector of text 0 has 2", false),
            ((context, request) => Answers.VectorsAsync(context, request, [1, 2], [1, float.NaN], [1, 2]), "NaN in the vector of text 1", false),
            ((context, request) => Answers.VectorsAsync(context, request, [1, 2], [1, 2], [float.PositiveInfinity, 2]), "Infinity in the vector of text 2", false),
            ((context, request) => Answers.VectorsAsync(context, request, [1, 2], [1, 2]), "2 vectors for 3 texts", true),
            ((context, request) => Answers.VectorsAsync(context, request, [], [], []), "a vector of 0 numbers for text 0", false),
            (Answers.Text(200, """{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]},{"index":1,"embedding":[1]}]}"""), "the index 0, which is there twice", true),
            (Answers.Text(200, """{"data":[{"index":0,"embedding":[1]},{"index":3,"embedding":[1]},{"index":1,"embedding":[1]}]}"""), "the index 3, which is none of the 3 texts", true),
            (Answers.Text(200, """{"data":[{"embedding":[1]},{"embedding":[null]},{"embedding":[1]}]}"""), "no vector for text 1", true),
            (Answers.Text(200, """{"data":[{"embedding":"####"},{"embedding":"AAAA"},{"embedding":[1]}]}"""), "no vector for text 0", true),
            (Answers.Text(200, """{"data":[{"embedding":[NaN]}]}"""), "no JSON object", true),
            (Answers.Text(200, "{}"), "without vectors", true),
        ];
        await using LoopbackServer server = await LoopbackServer.StartAsync(cases.Select(entry => entry.Answer).ToArray());
        OpenAIEmbedder embedder = Create(server);

        foreach ((_, string message, bool isTransient) in cases)
        {
            SummaryException exception = await Assert.ThrowsAsync<SummaryException>(() => embedder.EmbedAsync(Texts));
            Assert.Contains(message, exception.Message, StringComparison.Ordinal);
            Assert.Equal((message, isTransient), (message, exception.IsTransient));
        }
    }

    [Fact]
    public async Task EmbedAsync_EmptyText_IsRefusedBeforeAsking()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync();
        OpenAIEmbedder embedder = Create(server);

        ArgumentException exception = await Assert.ThrowsAsync<ArgumentException>(() => embedder.EmbedAsync(["a", " "]));
        await Assert.ThrowsAsync<ArgumentException>(() => embedder.EmbedAsync([]));

        Assert.Contains("Text 1 is empty", exception.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public void Fingerprint_NamesModelAndDimensions()
    {
        string Of(Action<OpenAIEmbeddingOptions> change) => new OpenAIEmbedder(Options(new Uri("http://localhost/v1"), options => change(options.Embedding))).Fingerprint;

        Assert.Equal("""openai-embeddings {"model":"e"}""", Of(_ => { }));
        Assert.Equal("""openai-embeddings {"model":"e","dimensions":64}""", Of(options => options.Dimensions = 64));
        Assert.Equal(Of(_ => { }), Of(options => options.Encoding = EmbeddingEncoding.JsonNumbers));
    }

    private static OpenAIEmbedder Create(LoopbackServer server, Action<OpenAIOptions>? change = null) => new(Options(server.Endpoint, change));

    private static OpenAIOptions Options(Uri endpoint, Action<OpenAIOptions>? change)
    {
        var options = new OpenAIOptions { Endpoint = endpoint };
        options.Embedding.Model = "e";
        change?.Invoke(options);
        return options;
    }
}
