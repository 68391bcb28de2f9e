using TorchSharp.Internal;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Whole numbers give Int64, anything else the default type.</summary>
    public static Tensor arange(
        Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        ScalarType type = dtype ?? (IsWhole(start) && IsWhole(stop) && IsWhole(step) ? ScalarType.Int64 : _defaultDtype);
        return Make(Ops.Arange.Call(start, stop, step, type, Arg.None, device ?? _defaultDevice), requires_grad);
    }

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    public static Tensor linspace(
        double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Make(Ops.Linspace.Call(start, end, steps, dtype ?? _defaultDtype, Arg.None, device ?? _defaultDevice), requires_grad);

    public static Tensor eye(long rows, long columns = -1L, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Make(
            Ops.Eye.Call(rows, columns < 0 ? rows : columns, dtype ?? _defaultDtype, Arg.None, device ?? _defaultDevice),
            requires_grad);

    private static bool IsWhole(Scalar value) => value.Tag == ValTag.Int;
}
