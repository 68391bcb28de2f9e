namespace TorchSharp;

public static partial class torch
{
    public static Tensor tensor(bool scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan([scalar], [], ScalarType.Bool, dtype, device, requires_grad);

    public static Tensor tensor(bool[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(rawArray, [rawArray.LongLength], ScalarType.Bool, dtype, device, requires_grad);

    public static Tensor tensor(
        bool[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(rawArray, dimensions, ScalarType.Bool, dtype, device, requires_grad);

    public static Tensor tensor(IList<bool> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(Span(rawArray), [rawArray.Count], ScalarType.Bool, dtype, device, requires_grad);

    public static Tensor tensor(
        IList<bool> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(Span(rawArray), dimensions, ScalarType.Bool, dtype, device, requires_grad);

    public static Tensor tensor(
        Memory<bool> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(rawArray.Span, dimensions, ScalarType.Bool, dtype, device, requires_grad);

    public static Tensor tensor(bool[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(Span<bool>(rawArray), [rawArray.GetLongLength(0), rawArray.GetLongLength(1)], ScalarType.Bool, dtype, device, requires_grad);

    public static Tensor tensor(bool[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(Span<bool>(rawArray), [rawArray.GetLongLength(0), rawArray.GetLongLength(1), rawArray.GetLongLength(2)], ScalarType.Bool, dtype, device, requires_grad);

    public static Tensor tensor(bool[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan(Span<bool>(rawArray), Sizes(rawArray), ScalarType.Bool, dtype, device, requires_grad);
}
