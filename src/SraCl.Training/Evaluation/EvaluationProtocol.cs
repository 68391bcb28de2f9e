using System.Globalization;

namespace SraCl.Training.Evaluation;

/// <summary>Under which rules results were measured. Numbers are comparable only when these rules agree, so they stand beside every result.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed record EvaluationProtocol
{
    /// <summary>Gets the name of the split that was ranked, such as <c>test</c>.</summary>
    public required string Split { get; init; }

    /// <summary>Gets how the data set was split, such as <c>leave-one-out</c>; null when the evaluator was not told.</summary>
    public string? SplitProtocol { get; init; }

    /// <summary>Gets the number of items N that every target was ranked against; the ranking is always full, never sampled.</summary>
    public required int ItemCount { get; init; }

    /// <summary>Gets whether items of the history competed.</summary>
    public required SeenItems SeenItems { get; init; }

    /// <summary>Gets where targets stood among items with the same score.</summary>
    public required TieRule TieRule { get; init; }

    /// <summary>Gets the number of newest items a history was cut to.</summary>
    public required int MaxLength { get; init; }

    /// <summary>Gets the cut-offs K of the reported metrics.</summary>
    public required IReadOnlyList<int> CutOffs { get; init; }

    /// <summary>Gets the seed of the training run; null when the evaluator was not told.</summary>
    public long? Seed { get; init; }

    /// <summary>Gets the losses of the training run, with their weights and what they read, in words; null when the evaluator was not told.</summary>
    public string? Losses { get; init; }

    /// <summary>Says the protocol in one line.</summary>
    /// <returns>A line for reports.</returns>
    public override string ToString()
    {
        string split = SplitProtocol is null ? Split : $"{Split} ({SplitProtocol})";
        string seen = SeenItems == SeenItems.Keep ? "seen items kept" : "seen items masked";
        string ties = TieRule switch
        {
            TieRule.Optimistic => "ties count for the target",
            TieRule.Pessimistic => "ties count against the target",
            _ => "ties take the middle rank",
        };
        string seed = Seed is null ? string.Empty : string.Create(CultureInfo.InvariantCulture, $", seed {Seed}");
        string losses = Losses is null ? string.Empty : $", trained with {Losses}";
        return string.Create(CultureInfo.InvariantCulture, $"{split}: full ranking over {ItemCount} items, {seen}, {ties}, newest {MaxLength} items{seed}{losses}");
    }
}
