using static TorchSharp.torch;

namespace SraCl.Serialization;

/// <summary>What the header of a safetensors file says of a tensor.</summary>
/// <param name="Type">The element type.</param>
/// <param name="Shape">The shape; empty for a scalar.</param>
/// <param name="Begin">Where its bytes begin, counted from the end of the header.</param>
/// <param name="End">Where its bytes end.</param>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed record SafetensorsEntry(ScalarType Type, IReadOnlyList<long> Shape, long Begin, long End);
