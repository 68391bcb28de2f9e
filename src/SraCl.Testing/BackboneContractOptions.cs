namespace SraCl.Testing;

/// <summary>What <see cref="BackboneContract"/> expects of a backbone beyond the contract, or does without.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed record BackboneContractOptions
{
    /// <summary>Gets whether states of earlier items must not depend on later ones.</summary>
    /// <value>The default is true; false for models that read in both directions, such as BERT4Rec.</value>
    public bool IsCausal { get; init; } = true;

    /// <summary>Gets whether the backbone has dropout: true and false are checked, null takes it as it is found.</summary>
    /// <value>The default is null.</value>
    public bool? HasDropout { get; init; }

    /// <summary>Gets the ends of the names of parameters on which scores do not depend, such as the key biases of attention, which cancel in the softmax.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<string> ParametersWithoutGradient { get; init; } = [];

    /// <summary>Gets the largest difference that two ways of computing the same number may have, in parts of the largest number of the result; positive.</summary>
    /// <value>The default is 1e-4.</value>
    public double Tolerance
    {
        get;
        init => field = double.IsFinite(value) && value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected a positive number such as 1e-4.");
    } = 1e-4;
}
