namespace SraCl.Training.Evaluation;

/// <summary>How an <see cref="Evaluator"/> ranks and reports. The defaults for what is measured are those of the SRA-CL paper's official code.</summary>
/// <remarks>Read once, when an evaluator is made. Not safe for concurrent writing.</remarks>
public sealed class EvaluationOptions
{
    /// <summary>Counts up to here are exact in single precision.</summary>
    private const int MaxItemChunkSize = 1 << 24;

    /// <summary>Gets or sets whether the items of a case's history compete with its target.</summary>
    /// <value>The default is <see cref="SeenItems.Keep"/> (official).</value>
    public SeenItems SeenItems { get; set; } = SeenItems.Keep;

    /// <summary>Gets or sets where a target stands among items with the same score.</summary>
    /// <value>The default is <see cref="TieRule.Optimistic"/> (official up to its undefined order of ties).</value>
    public TieRule TieRule { get; set; } = TieRule.Optimistic;

    /// <summary>Gets or sets the cut-offs K of the reported metrics, each at least 1.</summary>
    /// <value>The default is 5, 10 and 20 (official).</value>
    public IReadOnlyList<int> CutOffs { get; set; } = [5, 10, 20];

    /// <summary>Gets or sets the cut-offs K of the metrics of lists, each at least 1. They are measured only where an evaluation is given the items' popularity.</summary>
    /// <value>The default is 10 and 20.</value>
    public IReadOnlyList<int> ListCutOffs { get; set; } = [10, 20];

    /// <summary>Gets or sets the number of cases that are encoded and ranked together, at least 1. It changes speed and memory, not what is measured.</summary>
    /// <value>The default is 128.</value>
    public int BatchSize { get; set; } = 128;

    /// <summary>
    /// Gets or sets the number of items that are scored together, 1 to 2²⁴. It changes speed and memory, not what is measured:
    /// the largest tensor has <see cref="BatchSize"/> × <see cref="ItemChunkSize"/> scores, however many users and items there are.
    /// </summary>
    /// <value>The default is 4096, which makes 2 MiB of scores with the default <see cref="BatchSize"/>.</value>
    public int ItemChunkSize { get; set; } = 4096;

    /// <summary>Checks every value.</summary>
    /// <exception cref="SraClException">A value is out of its range; the message lists all of them.</exception>
    public void Validate()
    {
        var errors = new OptionErrors();
        errors.Defined(SeenItems);
        errors.Defined(TieRule);
        CheckCutOffs(errors, CutOffs, nameof(CutOffs));
        CheckCutOffs(errors, ListCutOffs, nameof(ListCutOffs));
        errors.AtLeastOne(BatchSize);
        errors.AtLeastOne(ItemChunkSize);
        errors.Require(ItemChunkSize <= MaxItemChunkSize, ItemChunkSize, FormattableString.Invariant($"at most {MaxItemChunkSize}"));
        errors.Throw("The evaluation options are not valid.");
    }

    private static void CheckCutOffs(OptionErrors errors, IReadOnlyList<int>? cutOffs, string name)
    {
        if (cutOffs is not { Count: > 0 } || cutOffs.Any(cutOff => cutOff < 1))
        {
            errors.Add($"{name} is [{string.Join(", ", cutOffs ?? [])}]; expected one or more numbers of at least 1, such as 5, 10, 20.");
        }
    }
}
