namespace TorchSharp;

public static partial class torch
{
    public static Tensor tensor(byte scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan([scalar], [], ScalarType.Byte, dtype, device, requires_grad);

    public static Tensor tensor(byte[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(rawArray, [rawArray.LongLength], ScalarType.Byte, dtype, device, requires_grad);

    public static Tensor tensor(
        byte[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(rawArray, dimensions, ScalarType.Byte, dtype, device, requires_grad);

    public static Tensor tensor(IList<byte> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(Span(rawArray), [rawArray.Count], ScalarType.Byte, dtype, device, requires_grad);

    public static Tensor tensor(
        IList<byte> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(Span(rawArray), dimensions, ScalarType.Byte, dtype, device, requires_grad);

    public static Tensor tensor(
        Memory<byte> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(rawArray.Span, dimensions, ScalarType.Byte, dtype, device, requires_grad);

    public static Tensor tensor(byte[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(Span<byte>(rawArray), [rawArray.GetLongLength(0), rawArray.GetLongLength(1)], ScalarType.Byte, dtype, device, requires_grad);

    public static Tensor tensor(byte[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(Span<byte>(rawArray), [rawArray.GetLongLength(0), rawArray.GetLongLength(1), rawArray.GetLongLength(2)], ScalarType.Byte, dtype, device, requires_grad);

    public static Tensor tensor(byte[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(Span<byte>(rawArray), Sizes(rawArray), ScalarType.Byte, dtype, device, requires_grad);
}
