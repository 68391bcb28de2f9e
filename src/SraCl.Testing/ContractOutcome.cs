namespace SraCl.Testing;

/// <summary>How the check of a property ended.</summary>
public enum ContractOutcome
{
    /// <summary>The property holds as far as was looked.</summary>
    Passed,

    /// <summary>The property does not hold.</summary>
    Failed,

    /// <summary>The backbone does not offer what the property is about, or the options say that it is not promised.</summary>
    Skipped,
}
