using SraCl.Batching;

namespace SraCl.Encoders;

/// <summary>An objective's wish that the sequences of a batch field be encoded in every step.</summary>
/// <remarks>
/// Requests are compared by reference. Two requests for the same field are two passes with dropout masks of their own;
/// one request shared by two objectives is one pass. Immutable, hence safe for concurrent use.
/// </remarks>
public sealed class EncodingRequest
{
    /// <summary>Creates a request.</summary>
    /// <param name="sequences">The field whose sequences are to be encoded.</param>
    /// <param name="output">Which states are wanted.</param>
    public EncodingRequest(BatchField<RaggedSequences> sequences, EncodingOutput output = EncodingOutput.Last)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        Sequences = sequences;
        Output = output;
    }

    /// <summary>Gets the field whose sequences are to be encoded.</summary>
    public BatchField<RaggedSequences> Sequences { get; }

    /// <summary>Gets which states are wanted.</summary>
    public EncodingOutput Output { get; }
}
