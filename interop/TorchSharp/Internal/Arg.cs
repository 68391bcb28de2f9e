using System.Text;

namespace TorchSharp.Internal;

/// <summary>
/// An argument of an operator together with the object that owns what it points to. Holding the owner, and not the bare
/// handle, keeps a tensor from being finalised between reading its handle and the end of the native call.
/// </summary>
internal readonly struct Arg
{
    private readonly object? _owner;
    private readonly long _bits;
    private readonly ValTag _tag;
    private readonly int _count;

    private Arg(ValTag tag, object? owner, long bits = 0, int count = 0)
    {
        _tag = tag;
        _owner = owner;
        _bits = bits;
        _count = count;
    }

    /// <summary>An explicit None.</summary>
    internal static Arg None => default;

    /// <summary>The default that the operator's schema gives; needed only before a later argument that is given.</summary>
    internal static Arg Default => new(ValTag.Default, null);

    internal object? Owner => _owner;

    /// <summary>How many 8-byte cells of scratch memory the argument needs during the call.</summary>
    internal int ScratchCells => _tag switch
    {
        ValTag.IntList or ValTag.DoubleList or ValTag.BoolList or ValTag.TensorList => _count,
        ValTag.String => (_count + 7) / 8,
        _ => 0,
    };

    public static implicit operator Arg(torch.Tensor? tensor) => tensor is null ? default : new(ValTag.Tensor, tensor);

    public static implicit operator Arg(torch.Generator? generator) => generator is null ? default : new(ValTag.Generator, generator);

    public static implicit operator Arg(int value) => new(ValTag.Int, null, value);

    public static implicit operator Arg(long value) => new(ValTag.Int, null, value);

    public static implicit operator Arg(long? value) => value is { } v ? new(ValTag.Int, null, v) : default;

    public static implicit operator Arg(double value) => new(ValTag.Double, null, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Arg(double? value) => value is { } v ? (Arg)v : default;

    public static implicit operator Arg(bool value) => new(ValTag.Bool, null, value ? 1 : 0);

    public static implicit operator Arg(torch.ScalarType? value) => value is { } v ? new(ValTag.Int, null, (long)v) : default;

    public static implicit operator Arg(Scalar? value) => value is null ? default : new(value.Tag, null, value.Bits);

    public static implicit operator Arg(torch.Device? device) =>
        device is null ? default : new(ValTag.Device, null, device.index, (int)device.type);

    public static implicit operator Arg(long[]? values) => values is null ? default : new(ValTag.IntList, values, 0, values.Length);

    public static implicit operator Arg(double[]? values) => values is null ? default : new(ValTag.DoubleList, values, 0, values.Length);

    public static implicit operator Arg(bool[]? values) => values is null ? default : new(ValTag.BoolList, values, 0, values.Length);

    public static implicit operator Arg(torch.Tensor?[]? tensors) =>
        tensors is null ? default : new(ValTag.TensorList, tensors, 0, tensors.Length);

    public static implicit operator Arg(string? text) =>
        text is null ? default : new(ValTag.String, text, 0, Encoding.UTF8.GetByteCount(text));

    /// <summary>Writes the argument into <paramref name="val"/>, its list into <paramref name="scratch"/>.</summary>
    internal unsafe void Write(Val* val, long* scratch)
    {
        val->Tag = _tag;
        val->Count = _count;
        switch (_tag)
        {
            case ValTag.Tensor:
                val->Pointer = ((torch.Tensor)_owner!).Handle;
                break;
            case ValTag.Generator:
                val->Pointer = ((torch.Generator)_owner!).Handle;
                break;
            case ValTag.IntList:
                ((long[])_owner!).CopyTo(new Span<long>(scratch, _count));
                val->Pointer = (nint)scratch;
                break;
            case ValTag.DoubleList:
                ((double[])_owner!).CopyTo(new Span<double>(scratch, _count));
                val->Pointer = (nint)scratch;
                break;
            case ValTag.BoolList:
                WriteBools((bool[])_owner!, scratch);
                val->Pointer = (nint)scratch;
                break;
            case ValTag.TensorList:
                WriteHandles((torch.Tensor?[])_owner!, scratch);
                val->Pointer = (nint)scratch;
                break;
            case ValTag.String:
                Encoding.UTF8.GetBytes((string)_owner!, new Span<byte>(scratch, _count));
                val->Pointer = (nint)scratch;
                break;
            default:
                val->Int = _bits;
                break;
        }
    }

    private static unsafe void WriteBools(bool[] values, long* scratch)
    {
        for (int i = 0; i < values.Length; i++)
        {
            scratch[i] = values[i] ? 1 : 0;
        }
    }

    private static unsafe void WriteHandles(torch.Tensor?[] tensors, long* scratch)
    {
        for (int i = 0; i < tensors.Length; i++)
        {
            scratch[i] = tensors[i] is { } tensor ? tensor.Handle : 0;
        }
    }
}
