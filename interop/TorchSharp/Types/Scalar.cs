using TorchSharp.Internal;

namespace TorchSharp;

/// <summary>A number of a known kind, as operators take it beside tensors.</summary>
public sealed class Scalar : IDisposable
{
    internal Scalar(ValTag tag, long bits)
    {
        Tag = tag;
        Bits = bits;
    }

    public torch.ScalarType Type => Tag switch
    {
        ValTag.Int => torch.ScalarType.Int64,
        ValTag.Bool => torch.ScalarType.Bool,
        _ => torch.ScalarType.Float64,
    };

    internal ValTag Tag { get; }

    internal long Bits { get; }

    public static implicit operator Scalar(byte value) => new(ValTag.Int, value);

    public static implicit operator Scalar(sbyte value) => new(ValTag.Int, value);

    public static implicit operator Scalar(short value) => new(ValTag.Int, value);

    public static implicit operator Scalar(int value) => new(ValTag.Int, value);

    public static implicit operator Scalar(long value) => new(ValTag.Int, value);

    public static implicit operator Scalar(Half value) => (double)value;

    public static implicit operator Scalar(float value) => (double)value;

    public static implicit operator Scalar(double value) => new(ValTag.Double, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Scalar(bool value) => new(ValTag.Bool, value ? 1 : 0);

    /// <summary>Nothing to free; present because TorchSharp's scalar is disposable.</summary>
    public void Dispose()
    {
    }
}
