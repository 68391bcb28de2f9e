using SraCl.Semantic.Prompts;
using SraCl.Semantic.Store;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Preparation;

/// <summary>Runs many prompts, several at a time, through a summarizer that stores each answer as it comes: what is interrupted goes on where it was.</summary>
/// <remarks>
/// However a run ends, by being stopped, by an error or by the death of the process, at most the calls in flight are made again by the next one. Failures are recorded
/// in the store and asked again by the next run. Safe for concurrent use.
/// </remarks>
public sealed class SummaryPipeline
{
    private readonly CachingSummarizer _summarizer;
    private readonly SummaryPipelineOptions _options;

    /// <summary>Creates a pipeline.</summary>
    /// <param name="summarizer">Answers the prompts; its store says which of them have an answer.</param>
    /// <param name="options">The configuration; null for the defaults.</param>
    /// <exception cref="SraClException">An option is out of its range.</exception>
    public SummaryPipeline(CachingSummarizer summarizer, SummaryPipelineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(summarizer);
        _summarizer = summarizer;
        _options = options ?? new SummaryPipelineOptions();
        _options.Validate();
    }

    /// <summary>Says what a run would take; asks nothing.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="answerTokens">The tokens to expect of an answer, at least 0.</param>
    /// <returns>The estimate.</returns>
    /// <exception cref="SraClException">The store cannot be read.</exception>
    public SummaryEstimate Estimate(IReadOnlyList<SummaryPrompt> prompts, int answerTokens)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentOutOfRangeException.ThrowIfNegative(answerTokens);
        var work = new SummaryWork(prompts, _summarizer, progress: null);
        return new SummaryEstimate(
            prompts.Count,
            work.Progress.Cached,
            prompts.Count - work.Progress.Cached - work.Pending.Count,
            work.Pending.Count,
            work.Pending.Sum(index => TokenEstimate.Of(prompts[index])),
            (long)work.Pending.Count * answerTokens);
    }

    /// <summary>Runs prompts.</summary>
    /// <param name="prompts">The prompts; equal ones share a call.</param>
    /// <param name="progress">Told after every prompt, from any thread, one at a time and in order.</param>
    /// <param name="stopToken">Ends the run cleanly: nothing new is asked, the calls in flight are waited for and stored, and what is there is returned.</param>
    /// <param name="cancellationToken">Ends the run at once: the calls in flight are given up.</param>
    /// <returns>The answers, and what failed.</returns>
    /// <exception cref="SraClException">The store cannot be used. Like any other error that is not of one prompt alone it is raised after the calls in flight have ended.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<SummaryRun> RunAsync(
        IReadOnlyList<SummaryPrompt> prompts, IProgress<SummaryProgress>? progress = null, CancellationToken stopToken = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);

        // Reading a large store takes a while; not on the caller's thread.
        SummaryWork work = await Task.Run(() => new SummaryWork(prompts, _summarizer, progress), cancellationToken).ConfigureAwait(false);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stopToken, cancellationToken);
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(_options.Concurrency, work.Pending.Count)).Select(_ => WorkAsync())).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return work.ToRun();

        async Task WorkAsync()
        {
            try
            {
                while (!stopping.IsCancellationRequested && Interlocked.Increment(ref next) is var place && place < work.Pending.Count)
                {
                    if (await work.AskAsync(work.Pending[place], cancellationToken).ConfigureAwait(false) >= _options.MaxFailuresInARow)
                    {
                        await stopping.CancelAsync().ConfigureAwait(false);
                    }
                }
            }
            catch
            {
                await stopping.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }
    }
}
