namespace SraCl.Semantic.Preparation;

/// <summary>Configures <see cref="SummaryPipeline"/>.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed record SummaryPipelineOptions
{
    /// <summary>Gets the number of calls in flight, at least 1: also what an interruption costs at most.</summary>
    /// <value>The default is 64; the official code has 200.</value>
    public int Concurrency { get; init; } = 64;

    /// <summary>Gets after how many failures without an answer between them the run stops, at least 1: a server that is down fails every prompt. A wrong key or model ends the run at once.</summary>
    /// <value>The default is 100.</value>
    public int MaxFailuresInARow { get; init; } = 100;

    internal void Validate()
    {
        string? error = Concurrency < 1 ? $"{nameof(Concurrency)} is {Concurrency}"
            : MaxFailuresInARow < 1 ? $"{nameof(MaxFailuresInARow)} is {MaxFailuresInARow}"
            : null;
        if (error is not null)
        {
            throw new SraClException($"{nameof(SummaryPipelineOptions)}.{error}; expected at least 1.");
        }
    }
}
