using TorchSharp.Internal;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Make(Ops.Full.Call(size, value, dtype ?? DefaultType(value), Arg.None, device ?? _defaultDevice), requires_grad);

    public static Tensor full(
        ReadOnlySpan<long> size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        full(size.ToArray(), value, dtype, device, requires_grad);

    public static Tensor full(long size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        full(new long[] { size }, value, dtype, device, requires_grad);

    public static Tensor full(
        long rows, long columns, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        full(new long[] { rows, columns }, value, dtype, device, requires_grad);

    public static Tensor full(
        long dim0, long dim1, long dim2, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        full(new long[] { dim0, dim1, dim2 }, value, dtype, device, requires_grad);

    public static Tensor full(
        long dim0, long dim1, long dim2, long dim3, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        full(new long[] { dim0, dim1, dim2, dim3 }, value, dtype, device, requires_grad);

    public static Tensor full(int size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        full(new long[] { size }, value, dtype, device, requires_grad);

    public static Tensor full(
        int rows, int columns, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        full(new long[] { rows, columns }, value, dtype, device, requires_grad);

    public static Tensor full(
        int dim0, int dim1, int dim2, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        full(new long[] { dim0, dim1, dim2 }, value, dtype, device, requires_grad);

    public static Tensor full(
        int dim0, int dim1, int dim2, int dim3, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        full(new long[] { dim0, dim1, dim2, dim3 }, value, dtype, device, requires_grad);

    public static Tensor full_like(
        Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Make(Ops.FullLike.Call(input, value, dtype, Arg.None, device), requires_grad);

    /// <summary>Integers stay integers; a floating-point number takes the default type whatever its own.</summary>
    private static ScalarType DefaultType(Scalar value) => value.Type == ScalarType.Float64 ? _defaultDtype : value.Type;
}
