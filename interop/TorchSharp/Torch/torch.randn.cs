using TorchSharp.Internal;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor randn(
        long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        Make(Ops.Randn.Call(size, generator, dtype ?? _defaultDtype, Arg.None, device ?? _defaultDevice), requires_grad);

    public static Tensor randn(
        ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        randn(size.ToArray(), dtype, device, requires_grad, generator);

    public static Tensor randn(
        long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        randn(new long[] { size }, dtype, device, requires_grad, generator);

    public static Tensor randn(
        long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        randn(new long[] { rows, columns }, dtype, device, requires_grad, generator);

    public static Tensor randn(
        long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        randn(new long[] { dim0, dim1, dim2 }, dtype, device, requires_grad, generator);

    public static Tensor randn(
        long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        randn(new long[] { dim0, dim1, dim2, dim3 }, dtype, device, requires_grad, generator);

    public static Tensor randn(
        int size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        randn(new long[] { size }, dtype, device, requires_grad, generator);

    public static Tensor randn(
        int rows, int columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        randn(new long[] { rows, columns }, dtype, device, requires_grad, generator);

    public static Tensor randn(
        int dim0, int dim1, int dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        randn(new long[] { dim0, dim1, dim2 }, dtype, device, requires_grad, generator);

    public static Tensor randn(
        int dim0, int dim1, int dim2, int dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        randn(new long[] { dim0, dim1, dim2, dim3 }, dtype, device, requires_grad, generator);

    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Make(Ops.RandnLike.Call(input, dtype, Arg.None, device), requires_grad);
}
