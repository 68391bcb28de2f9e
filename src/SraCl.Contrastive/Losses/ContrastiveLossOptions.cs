namespace SraCl.Contrastive.Losses;

/// <summary>Which member of the contrastive family a loss is. The defaults are those of the official SRA-CL code.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed record ContrastiveLossOptions
{
    /// <summary>Gets which rows ask and which compete.</summary>
    /// <value>The default is <see cref="ContrastiveForm.Symmetric"/>, as the official code; the paper's eq. 10 is one-sided.</value>
    public ContrastiveForm Form { get; init; } = ContrastiveForm.Symmetric;

    /// <summary>Gets how alike two vectors are.</summary>
    /// <value>The default is <see cref="SimilarityMeasure.DotProduct"/>.</value>
    public SimilarityMeasure Similarity { get; init; } = SimilarityMeasure.DotProduct;

    /// <summary>Gets the temperature τ that similarities are divided by, finite and positive.</summary>
    /// <value>The default is 1, as in the official code; the paper mentions none.</value>
    public double Temperature
    {
        get;
        init => field = double.IsFinite(value) && value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The temperature must be finite and positive, such as 1 for dot products or 0.1 for cosines.");
    } = 1;

    /// <summary>Gets how the rows' losses become one number.</summary>
    /// <value>The default is <see cref="ContrastiveReduction.MeanOverRows"/>.</value>
    public ContrastiveReduction Reduction { get; init; } = ContrastiveReduction.MeanOverRows;
}
