namespace SraCl.Encoders;

/// <summary>A number of sequences of one width that stand one after the other in <see cref="PackedSequences"/>.</summary>
/// <param name="Count">The number of sequences b, at least 1.</param>
/// <param name="Length">The number of slots l of each, at least 1.</param>
/// <param name="HasPadding">Whether any of their slots is padding (id 0); when false, attention needs no padding mask.</param>
public readonly record struct SequenceRun(int Count, int Length, bool HasPadding)
{
    /// <summary>Gets the number of slots b·l of all sequences together.</summary>
    public int Slots => Count * Length;
}
