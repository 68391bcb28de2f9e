namespace TorchSharp;

public static partial class torch
{
    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false) =>
        FromSpan([scalar], [], ScalarType.Float32, null, device, requires_grad);

    public static Tensor tensor(float[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(rawArray, [rawArray.LongLength], ScalarType.Float32, dtype, device, requires_grad);

    public static Tensor tensor(
        float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(rawArray, dimensions, ScalarType.Float32, dtype, device, requires_grad);

    public static Tensor tensor(IList<float> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(Span(rawArray), [rawArray.Count], ScalarType.Float32, dtype, device, requires_grad);

    public static Tensor tensor(
        IList<float> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(Span(rawArray), dimensions, ScalarType.Float32, dtype, device, requires_grad);

    public static Tensor tensor(
        Memory<float> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(rawArray.Span, dimensions, ScalarType.Float32, dtype, device, requires_grad);

    public static Tensor tensor(float[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(Span<float>(rawArray), [rawArray.GetLongLength(0), rawArray.GetLongLength(1)], ScalarType.Float32, dtype, device, requires_grad);

    public static Tensor tensor(float[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(Span<float>(rawArray), [rawArray.GetLongLength(0), rawArray.GetLongLength(1), rawArray.GetLongLength(2)], ScalarType.Float32, dtype, device, requires_grad);

    public static Tensor tensor(float[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(Span<float>(rawArray), Sizes(rawArray), ScalarType.Float32, dtype, device, requires_grad);
}
