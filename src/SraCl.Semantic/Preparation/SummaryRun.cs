using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Preparation;

/// <summary>What a run of prompts brought.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
/// <param name="Answers">The answers in the order of the prompts; null where there is none because the prompt failed or was not asked.</param>
/// <param name="Failures">The prompts that failed, in their order.</param>
/// <param name="Progress">How far it came.</param>
public sealed record SummaryRun(IReadOnlyList<SummaryAnswer?> Answers, IReadOnlyList<FailedPrompt> Failures, SummaryProgress Progress)
{
    /// <summary>Gets whether every prompt has an answer. Where it is false, running again asks what is left.</summary>
    public bool IsComplete => Progress.Done == Progress.Total;

    /// <summary>Gets whether prompts were left unasked: someone stopped the run, or too many failed in a row.</summary>
    public bool IsStopped => Progress.Done + Progress.Failed < Progress.Total;
}
