namespace SraCl.Fuzz.Tests;

/// <summary>How the inputs of one kind went.</summary>
internal sealed class FuzzCounts
{
    public int Accepted { get; set; }

    public int Refused { get; set; }

    public int Findings { get; set; }

    public int Run => Accepted + Refused + Findings;
}
