using SraCl.Semantic.Calls;
using SraCl.Semantic.OpenAI;
using SraCl.Semantic.Prompts;

namespace SraCl.Cli.Runs;

/// <summary>Which models are asked, for what, and how much that may cost.</summary>
internal sealed record ModelPlan
{
    /// <summary>Gets the service whose chat model writes summaries; null when they are composed from the catalog.</summary>
    public OpenAIOptions? Chat { get; init; }

    /// <summary>Gets the service whose model embeds texts; null when none does.</summary>
    public OpenAIOptions? Embedding { get; init; }

    /// <summary>Gets what both may spend together.</summary>
    public BudgetOptions Budget { get; init; } = new();

    /// <summary>Gets how items are asked about.</summary>
    public ItemPromptOptions Items { get; init; } = new();

    /// <summary>Gets how sequences are asked about.</summary>
    public SequencePromptOptions Sequences { get; init; } = new();

    /// <summary>Gets the number of calls in flight.</summary>
    public int Concurrency { get; init; } = 64;

    /// <summary>Gets the file that keeps answers and vectors; null for one in the output directory.</summary>
    public string? Store { get; init; }

    /// <summary>Gets whether texts composed from the catalog take the place of answers that could not be had.</summary>
    public bool ReplaceFailures { get; init; }

    /// <summary>Gets whether to say what a run would take, and to ask nothing.</summary>
    public bool IsDryRun { get; init; }
}
