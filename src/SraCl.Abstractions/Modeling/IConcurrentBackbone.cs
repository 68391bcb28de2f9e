using SraCl.Encoders;

namespace SraCl.Modeling;

/// <summary>A backbone of which several threads can each encode a part of a training step.</summary>
/// <remarks>
/// Optional: on the CPU, training uses it where it is there. All random operations of
/// <see cref="IPackedBackbone.EncodePacked"/> must go through <see cref="PackedSequences.Dropout"/>, or runs are not repeatable.
/// </remarks>
public interface IConcurrentBackbone : IPackedBackbone
{
    /// <summary>Makes a backbone of the same configuration, with parameters of the same shapes in the same order. Their values do not matter: who encodes lets them share this one's memory.</summary>
    /// <returns>The replica; owned by the caller, who disposes its module.</returns>
    IConcurrentBackbone CreateReplica();
}
