using SraCl.Semantic.Calls;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Tests.Calls;

/// <summary>Runs policies around calls that end as a test wants.</summary>
internal static class FakeCalls
{
    public static readonly ModelCall Call = new(new TokenUsage(10, 5), () => "the prompt");

    public static CallResult<string> Answer(long input = 10, long output = 5) => new("answer", new TokenUsage(input, output), "model");

    public static SummaryException Failure(bool isTransient = true, TimeSpan? retryAfter = null, TokenUsage? usage = null) =>
        new("It failed.", isTransient) { RetryAfter = retryAfter, Usage = usage };

    public static Task<CallResult<string>> RunAsync(this CallPolicy policy, Func<CallResult<string>> model, CancellationToken cancellationToken = default) =>
        policy.RunAsync(
            Call,
            token =>
            {
                token.ThrowIfCancellationRequested();
                return Task.FromResult(model());
            },
            cancellationToken);

    /// <summary>Makes a call of some tokens.</summary>
    public static Task<CallResult<string>> RunAsync(this CallPolicy policy, TokenUsage estimate, TokenUsage? usage) =>
        policy.RunAsync(Call with { Estimate = estimate }, _ => Task.FromResult(new CallResult<string>("answer", usage, "model")), CancellationToken.None);
}
