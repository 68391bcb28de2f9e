using SraCl.Semantic.Embeddings;
using SraCl.Semantic.Prompts;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Calls;

/// <summary>Wraps policies around models.</summary>
public static class CallPolicyExtensions
{
    /// <summary>The output tokens that an answer is expected to have where nothing limits it: more than the 130 words that the official item prompt allows.</summary>
    public const int DefaultExpectedOutputTokens = 256;

    /// <summary>Sends every prompt through policies.</summary>
    /// <param name="summarizer">The summarizer.</param>
    /// <param name="policies">The policies, the outermost first.</param>
    /// <param name="expectedOutputTokens">The output tokens that policies expect of an answer, at least 1.</param>
    /// <returns>A summarizer of the same fingerprint.</returns>
    public static ISummarizer With(this ISummarizer summarizer, IReadOnlyList<CallPolicy> policies, int expectedOutputTokens = DefaultExpectedOutputTokens)
    {
        ArgumentNullException.ThrowIfNull(summarizer);
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentOutOfRangeException.ThrowIfLessThan(expectedOutputTokens, 1);
        return new PolicySummarizer(summarizer, [.. policies], expectedOutputTokens);
    }

    /// <summary>Sends every call of an embedder through policies.</summary>
    /// <param name="embedder">The embedder.</param>
    /// <param name="policies">The policies, the outermost first.</param>
    /// <returns>An embedder of the same fingerprint.</returns>
    public static ITextEmbedder With(this ITextEmbedder embedder, IReadOnlyList<CallPolicy> policies)
    {
        ArgumentNullException.ThrowIfNull(embedder);
        ArgumentNullException.ThrowIfNull(policies);
        return new PolicyEmbedder(embedder, [.. policies]);
    }

    private static Task<CallResult<T>> RunAsync<T>(
        CallPolicy[] policies, ModelCall call, Func<CancellationToken, Task<CallResult<T>>> model, CancellationToken cancellationToken)
    {
        Func<CancellationToken, Task<CallResult<T>>> run = model;
        foreach (CallPolicy policy in policies.Reverse())
        {
            Func<CancellationToken, Task<CallResult<T>>> next = run;
            run = token => policy.RunAsync(call, next, token);
        }

        return run(cancellationToken);
    }

    private sealed class PolicySummarizer(ISummarizer inner, CallPolicy[] policies, int expectedOutputTokens) : ISummarizer
    {
        public string Fingerprint => inner.Fingerprint;

        public async Task<SummaryAnswer> SummarizeAsync(SummaryPrompt prompt, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(prompt);
            var call = new ModelCall(new TokenUsage(TokenEstimate.Of(prompt), expectedOutputTokens), () => $"{prompt.System}\n{prompt.User}");
            CallResult<SummaryAnswer> result = await RunAsync(policies, call, AskAsync, cancellationToken).ConfigureAwait(false);
            return result.Value with { Usage = result.Usage };

            async Task<CallResult<SummaryAnswer>> AskAsync(CancellationToken token)
            {
                SummaryAnswer answer = await inner.SummarizeAsync(prompt, token).ConfigureAwait(false);
                return new CallResult<SummaryAnswer>(answer, answer.Usage, answer.Model);
            }
        }
    }

    private sealed class PolicyEmbedder(ITextEmbedder inner, CallPolicy[] policies) : ITextEmbedder
    {
        public string Fingerprint => inner.Fingerprint;

        public async Task<TextVectors> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(texts);
            var call = new ModelCall(new TokenUsage(texts.Sum(TokenEstimate.Of), 0), () => string.Join('\n', texts));
            CallResult<TextVectors> result = await RunAsync(policies, call, AskAsync, cancellationToken).ConfigureAwait(false);
            return result.Value with { Usage = result.Usage };

            async Task<CallResult<TextVectors>> AskAsync(CancellationToken token)
            {
                TextVectors vectors = await inner.EmbedAsync(texts, token).ConfigureAwait(false);
                return new CallResult<TextVectors>(vectors, vectors.Usage, Model: null);
            }
        }
    }
}
