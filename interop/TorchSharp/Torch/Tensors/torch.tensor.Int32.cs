namespace TorchSharp;

public static partial class torch
{
    public static Tensor tensor(int scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan([scalar], [], ScalarType.Int32, dtype, device, requires_grad);

    public static Tensor tensor(int[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(rawArray, [rawArray.LongLength], ScalarType.Int32, dtype, device, requires_grad);

    public static Tensor tensor(
        int[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(rawArray, dimensions, ScalarType.Int32, dtype, device, requires_grad);

    public static Tensor tensor(IList<int> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(Span(rawArray), [rawArray.Count], ScalarType.Int32, dtype, device, requires_grad);

    public static Tensor tensor(
        IList<int> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(Span(rawArray), dimensions, ScalarType.Int32, dtype, device, requires_grad);

    public static Tensor tensor(
        Memory<int> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(rawArray.Span, dimensions, ScalarType.Int32, dtype, device, requires_grad);

    public static Tensor tensor(int[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(Span<int>(rawArray), [rawArray.GetLongLength(0), rawArray.GetLongLength(1)], ScalarType.Int32, dtype, device, requires_grad);

    public static Tensor tensor(int[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(Span<int>(rawArray), [rawArray.GetLongLength(0), rawArray.GetLongLength(1), rawArray.GetLongLength(2)], ScalarType.Int32, dtype, device, requires_grad);

    public static Tensor tensor(int[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(Span<int>(rawArray), Sizes(rawArray), ScalarType.Int32, dtype, device, requires_grad);
}
