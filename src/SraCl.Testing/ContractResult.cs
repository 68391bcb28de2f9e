namespace SraCl.Testing;

/// <summary>The result of one check.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
/// <param name="Property">What was looked at.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Detail">What was found, or why nothing was looked at; empty when the property holds.</param>
public sealed record ContractResult(BackboneProperty Property, ContractOutcome Outcome, string Detail)
{
    /// <summary>Gets the result as a line.</summary>
    /// <returns>Property, outcome and detail.</returns>
    public override string ToString() => Detail.Length == 0 ? $"{Property}: {Outcome}" : $"{Property}: {Outcome}. {Detail}";
}
