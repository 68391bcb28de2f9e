using SraCl.Neighbors;
using SraCl.Semantic.Calls;
using SraCl.Semantic.Embeddings;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Tests.Calls;

public sealed class CallPolicyExtensionsTests
{
    private readonly List<string> _log = [];

    [Fact]
    public async Task With_Policies_RunFromTheOutsideIn()
    {
        ISummarizer summarizer = new EchoSummarizer().With([new Tracer("outer", _log), new Tracer("inner", _log)], expectedOutputTokens: 9);

        SummaryAnswer answer = await summarizer.SummarizeAsync(new SummaryPrompt("four", "and four"));

        Assert.Equal(new SummaryAnswer("and four") { Usage = new TokenUsage(3, 1), Model = "echo" }, answer);
        Assert.Equal(["outer TokenUsage { Input = 3, Output = 9, Total = 12 } four\nand four", "inner TokenUsage { Input = 3, Output = 9, Total = 12 } four\nand four"], _log);
        Assert.Equal("echo", summarizer.Fingerprint);
    }

    [Fact]
    public async Task With_Embedder_RunsTooAndKeepsTheVectors()
    {
        ITextEmbedder embedder = new LengthEmbedder().With([new Tracer("policy", _log)]);

        TextVectors vectors = await embedder.EmbedAsync(["four", "eight888"]);

        Assert.Equal(8, vectors.Vectors[1][0]);
        Assert.Equal(["policy TokenUsage { Input = 3, Output = 0, Total = 3 } four\neight888"], _log);
        Assert.Equal("length", embedder.Fingerprint);
    }

    [Fact]
    public void With_ExpectsNoOutput_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new EchoSummarizer().With([], expectedOutputTokens: 0));

    private sealed class Tracer(string name, List<string> log) : CallPolicy
    {
        public override Task<CallResult<T>> RunAsync<T>(ModelCall call, Func<CancellationToken, Task<CallResult<T>>> next, CancellationToken cancellationToken)
        {
            log.Add($"{name} {call.Estimate} {call.Content()}");
            return next(cancellationToken);
        }
    }

    private sealed class EchoSummarizer : ISummarizer
    {
        public string Fingerprint => "echo";

        public Task<SummaryAnswer> SummarizeAsync(SummaryPrompt prompt, CancellationToken cancellationToken = default) =>
            Task.FromResult(new SummaryAnswer(prompt.User) { Usage = new TokenUsage(3, 1), Model = "echo" });
    }

    private sealed class LengthEmbedder : ITextEmbedder
    {
        public string Fingerprint => "length";

        public Task<TextVectors> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default) =>
            Task.FromResult(new TextVectors(new EmbeddingMatrix(1, texts.Select(text => (float)text.Length).ToArray())));
    }
}
