namespace RecommendApi;

/// <summary>What is served, where, and within which limits.</summary>
internal sealed record ApiOptions
{
    /// <summary>Gets the directory of the saved model.</summary>
    public required string Model { get; init; }

    /// <summary>Gets the file with titles and categories; null for none.</summary>
    public string? Items { get; init; }

    /// <summary>Gets the address to listen on; port 0 takes a free one.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:5080";

    /// <summary>Gets the device that the model runs on.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Gets the number of threads inside an operator; benchmarks/README.md has measurements of others than 1.</summary>
    public int OperatorThreads { get; init; } = 1;

    /// <summary>Gets the number of calls that run side by side; those beyond wait without holding a thread.</summary>
    public int Slots { get; init; } = Environment.ProcessorCount;

    /// <summary>Gets the number of calls that may wait; those beyond are refused, so that a flood does not make everybody wait for ever.</summary>
    public int Queue { get; init; } = 1000;

    /// <summary>Gets the largest number of recommendations of a request.</summary>
    public int MaxCount { get; init; } = 100;

    /// <summary>Gets the largest number of items of a history.</summary>
    public int MaxHistory { get; init; } = 1000;

    /// <summary>Gets the largest number of ids in a list of allowed or excluded items.</summary>
    public int MaxIds { get; init; } = 10_000;

    /// <summary>Gets the largest body of a request, in bytes.</summary>
    public int MaxBodyBytes { get; init; } = 1 << 18;
}
