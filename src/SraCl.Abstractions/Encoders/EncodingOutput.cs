namespace SraCl.Encoders;

/// <summary>Which states of a sequence an encoding returns.</summary>
public enum EncodingOutput
{
    /// <summary>The representation of the sequence: one row a sequence, <c>[R, D]</c>.</summary>
    Last,

    /// <summary>The state at every item: one row an item, packed without padding in the order of the sequences, <c>[T, D]</c>.</summary>
    Positions,
}
