using static TorchSharp.torch;

namespace TorchSharp;

// One tensor in TorchSharp's own layout: element type, rank and extents as LEB128 numbers (what .NET calls 7-bit encoded
// integers), then the elements, little-endian and row by row.
internal static class TensorStreamFormat
{
    internal static void Save(Tensor tensor, BinaryWriter writer)
    {
        using var onHost = tensor.device_type == DeviceType.CPU ? null : tensor.cpu();
        var source = onHost ?? tensor;

        var shape = source.shape;
        writer.Write7BitEncodedInt64((long)source.dtype);
        writer.Write7BitEncodedInt64(shape.Length);
        foreach (var extent in shape)
        {
            writer.Write7BitEncodedInt64(extent);
        }

        writer.Write(source.bytes);
    }

    // Fills `tensor` in place, whatever device it is on.
    internal static void Load(Tensor tensor, BinaryReader reader)
    {
        var (dtype, shape) = ReadHeader(reader);
        if (dtype != tensor.dtype)
        {
            throw new ArgumentException(
                $"Mismatched tensor data types while loading: the target is {tensor.dtype}, the stream holds {dtype}.", nameof(reader));
        }

        if (!shape.AsSpan().SequenceEqual(tensor.shape))
        {
            throw new ArgumentException(
                $"Mismatched tensor shape while loading: the target is [{string.Join(", ", tensor.shape)}], the stream holds [{string.Join(", ", shape)}].", nameof(reader));
        }

        if (tensor.device_type == DeviceType.CPU && tensor.is_contiguous())
        {
            ReadExactly(reader, tensor.bytes);
            return;
        }

        using var mode = no_grad();
        using var staged = empty(shape, dtype);
        ReadExactly(reader, staged.bytes);
        tensor.copy_(staged);
    }

    internal static void Skip(BinaryReader reader)
    {
        var (dtype, shape) = ReadHeader(reader);
        using var one = empty([1], dtype);
        long left = one.bytes.Length;
        foreach (var size in shape)
        {
            left = checked(left * size);
        }

        var buffer = new byte[Math.Min(left, 1 << 16)];
        for (; left > 0; left -= buffer.Length)
        {
            ReadExactly(reader, buffer.AsSpan(0, (int)Math.Min(left, buffer.Length)));
        }
    }

    private static (ScalarType Type, long[] Shape) ReadHeader(BinaryReader reader)
    {
        var code = reader.Read7BitEncodedInt64();
        var dtype = (ScalarType)code;
        if ((long)dtype != code || !Enum.IsDefined(dtype))
        {
            throw new InvalidDataException($"The stream holds a tensor of the unknown element type {code}; it is not a TorchSharp state file or it is damaged.");
        }

        var rank = reader.Read7BitEncodedInt64();
        if (rank is < 0 or > 64)
        {
            throw new InvalidDataException($"The stream holds a tensor of {rank} dimensions; it is not a TorchSharp state file or it is damaged.");
        }

        var shape = new long[rank];
        for (var i = 0; i < shape.Length; i++)
        {
            shape[i] = reader.Read7BitEncodedInt64();
            if (shape[i] < 0)
            {
                throw new InvalidDataException($"The stream holds a tensor with {shape[i]} places in a dimension; it is not a TorchSharp state file or it is damaged.");
            }
        }

        return (dtype, shape);
    }

    private static void ReadExactly(BinaryReader reader, Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            var count = reader.Read(target);
            if (count == 0)
            {
                throw new EndOfStreamException($"The stream ended {target.Length} bytes before the end of a tensor.");
            }

            target = target[count..];
        }
    }
}
