using static TorchSharp.torch;

namespace SraCl.Training.Serialization;

/// <summary>What the header of a safetensors file says of a tensor.</summary>
/// <param name="Type">The element type.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Begin">Where its bytes begin, counted from the end of the header.</param>
/// <param name="End">Where its bytes end.</param>
internal sealed record SafetensorsEntry(ScalarType Type, long[] Shape, long Begin, long End);
