using SraCl.Semantic.Store;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Preparation;

/// <summary>The prompts of one run, and what became of them so far.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class SummaryWork
{
    private readonly Lock _lock = new();
    private readonly IReadOnlyList<SummaryPrompt> _prompts;
    private readonly CachingSummarizer _summarizer;
    private readonly IProgress<SummaryProgress>? _progress;
    private readonly ContentKey[] _keys;
    private readonly Dictionary<ContentKey, SummaryAnswer> _answers;
    private readonly Dictionary<ContentKey, int> _copies;
    private readonly SortedDictionary<int, SummaryException> _failures = [];
    private int _failuresInARow;

    public SummaryWork(IReadOnlyList<SummaryPrompt> prompts, CachingSummarizer summarizer, IProgress<SummaryProgress>? progress)
    {
        _prompts = prompts;
        _summarizer = summarizer;
        _progress = progress;
        _keys = prompts.Select(prompt => ContentKey.OfPrompt(summarizer.Fingerprint, prompt)).ToArray();
        _copies = _keys.CountBy(key => key).ToDictionary();
        IReadOnlyDictionary<ContentKey, SummaryAnswer> stored = summarizer.Store.ReadAnswers(summarizer.Fingerprint);
        _answers = [];
        var pending = new List<int>();
        var seen = new HashSet<ContentKey>();
        for (int i = 0; i < _keys.Length; i++)
        {
            if (!seen.Add(_keys[i]))
            {
                continue;
            }

            if (stored.TryGetValue(_keys[i], out SummaryAnswer? answer))
            {
                _answers.Add(_keys[i], answer);
            }
            else
            {
                pending.Add(i);
            }
        }

        Pending = pending;
        int cached = _answers.Keys.Sum(key => _copies[key]);
        Progress = new SummaryProgress { Total = prompts.Count, Done = cached, Cached = cached };
        progress?.Report(Progress);
    }

    /// <summary>Gets the indices of the prompts to ask: the first of equal ones.</summary>
    public IReadOnlyList<int> Pending { get; }

    public SummaryProgress Progress { get; private set; }

    /// <summary>Asks a prompt.</summary>
    /// <returns>The number of failures since the last answer; the largest number where one failed in a way that all others would.</returns>
    public async Task<int> AskAsync(int index, CancellationToken cancellationToken)
    {
        ContentKey key = _keys[index];
        int copies = _copies[key];
        try
        {
            (SummaryAnswer answer, bool isNew) = await _summarizer.AnswerAsync(_prompts[index], key, cancellationToken).ConfigureAwait(false);
            lock (_lock)
            {
                _answers.Add(key, answer);
                _failuresInARow = 0;
                SummaryProgress before = Progress;
                Report(before with
                {
                    Done = before.Done + copies,
                    Cached = before.Cached + (isNew ? 0 : copies),
                    Calls = before.Calls + (isNew ? 1 : 0),
                    UnmeasuredCalls = before.UnmeasuredCalls + (isNew && answer.Usage is null ? 1 : 0),
                    Tokens = isNew && answer.Usage is { } usage ? new TokenUsage(before.Tokens.Input + usage.Input, before.Tokens.Output + usage.Output) : before.Tokens,
                });
                return 0;
            }
        }
        catch (SummaryException e)
        {
            lock (_lock)
            {
                _failures.Add(index, e);
                Report(Progress with { Failed = Progress.Failed + copies });
                return e.ConcernsEveryCall ? int.MaxValue : ++_failuresInARow;
            }
        }
    }

    public SummaryRun ToRun() => new(
        Array.ConvertAll(_keys, key => _answers.GetValueOrDefault(key)), _failures.Select(failure => new FailedPrompt(failure.Key, failure.Value)).ToArray(), Progress);

    private void Report(SummaryProgress progress)
    {
        Progress = progress;
        _progress?.Report(progress);
    }
}
