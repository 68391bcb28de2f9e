using System.Collections.Concurrent;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Tests.Store;

/// <summary>Answers "answer to" and the prompt's user message, or whatever a test wants, and remembers what it was asked.</summary>
internal sealed class FakeSummarizer : ISummarizer
{
    private readonly Func<SummaryPrompt, CancellationToken, Task<SummaryAnswer>> _answer;

    public FakeSummarizer(Func<SummaryPrompt, CancellationToken, Task<SummaryAnswer>>? answer = null) =>
        _answer = answer ?? ((prompt, _) => Task.FromResult(To(prompt)));

    public string Fingerprint { get; init; } = "fake";

    public ConcurrentQueue<string> Asked { get; } = new();

    public static SummaryAnswer To(SummaryPrompt prompt) => new($"answer to {prompt.User}") { Model = "fake-1", Usage = new TokenUsage(10, 2) };

    public static SummaryPrompt[] Prompts(int count) => Enumerable.Range(0, count).Select(i => new SummaryPrompt("system", $"prompt {i}")).ToArray();

    public Task<SummaryAnswer> SummarizeAsync(SummaryPrompt prompt, CancellationToken cancellationToken = default)
    {
        Asked.Enqueue(prompt.User);
        return _answer(prompt, cancellationToken);
    }
}
