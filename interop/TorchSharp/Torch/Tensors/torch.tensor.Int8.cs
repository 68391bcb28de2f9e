namespace TorchSharp;

public static partial class torch
{
    public static Tensor tensor(sbyte scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan([scalar], [], ScalarType.Int8, dtype, device, requires_grad);

    public static Tensor tensor(sbyte[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(rawArray, [rawArray.LongLength], ScalarType.Int8, dtype, device, requires_grad);

    public static Tensor tensor(
        sbyte[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(rawArray, dimensions, ScalarType.Int8, dtype, device, requires_grad);

    public static Tensor tensor(IList<sbyte> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(Span(rawArray), [rawArray.Count], ScalarType.Int8, dtype, device, requires_grad);

    public static Tensor tensor(
        IList<sbyte> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(Span(rawArray), dimensions, ScalarType.Int8, dtype, device, requires_grad);

    public static Tensor tensor(
        Memory<sbyte> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(rawArray.Span, dimensions, ScalarType.Int8, dtype, device, requires_grad);

    public static Tensor tensor(sbyte[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(Span<sbyte>(rawArray), [rawArray.GetLongLength(0), rawArray.GetLongLength(1)], ScalarType.Int8, dtype, device, requires_grad);

    public static Tensor tensor(sbyte[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(Span<sbyte>(rawArray), [rawArray.GetLongLength(0), rawArray.GetLongLength(1), rawArray.GetLongLength(2)], ScalarType.Int8, dtype, device, requires_grad);

    public static Tensor tensor(sbyte[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(Span<sbyte>(rawArray), Sizes(rawArray), ScalarType.Int8, dtype, device, requires_grad);
}
