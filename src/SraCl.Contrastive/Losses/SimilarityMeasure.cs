namespace SraCl.Contrastive.Losses;

/// <summary>How alike two vectors are to a contrastive loss.</summary>
public enum SimilarityMeasure
{
    /// <summary>The plain dot product. What SRA-CL uses.</summary>
    DotProduct,

    /// <summary>The cosine: the dot product of the vectors scaled to length 1; a vector of zeros stays one and is alike to nothing.</summary>
    Cosine,
}
