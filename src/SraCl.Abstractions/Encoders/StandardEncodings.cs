using SraCl.Batching;

namespace SraCl.Encoders;

/// <summary>The encodings that several objectives may share; one shared instance each, hence one pass however many ask for it.</summary>
public static class StandardEncodings
{
    /// <summary>Gets the representation of each sample's input, <see cref="StandardFields.History"/>: what main losses predict the next item from.</summary>
    public static EncodingRequest History { get; } = new(StandardFields.History);
}
