using System.Collections;
using TorchSharp.Internal;

namespace TorchSharp.Utils;

/// <summary>Presents the values of a tensor on the CPU, in row-major order of its shape. Every access asks whether the tensor is still there.</summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly torch.Tensor _tensor;
    private readonly long[] _shape;
    private readonly long[] _strides;
    private readonly T* _data;
    private readonly bool _contiguous;
    private readonly long _count;

    internal TensorAccessor(torch.Tensor tensor)
    {
        _tensor = tensor;
        _shape = tensor.shape;
        _strides = tensor.stride();
        TensorInfo info = tensor.CpuInfo();
        _data = (T*)info.Data;
        _contiguous = info.IsContiguous != 0;
        _count = info.Numel;
    }

    /// <exception cref="InvalidOperationException">The tensor was disposed of.</exception>
    public long Count => _tensor.Handle != 0 ? _count : 0;

    public bool IsReadOnly => false;

    /// <param name="indices">One linear index, or one index a dimension.</param>
    public T this[params long[] indices]
    {
        get
        {
            T value = *At(indices);
            GC.KeepAlive(_tensor);
            return value;
        }

        set
        {
            *At(indices) = value;
            GC.KeepAlive(_tensor);
        }
    }

    public T[] ToArray()
    {
        var result = new T[Count];
        if (_shape.Length > 1 || result.Length > 0)
        {
            CopyTo(result);
        }

        return result;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        CheckIndex(tensorIndex);
        Span<T> target = array[arrayIndex..];
        int count = (int)Math.Min(target.Length, Count - tensorIndex);
        if (_contiguous)
        {
            new ReadOnlySpan<T>(_data + tensorIndex, count).CopyTo(target);
        }
        else
        {
            for (int i = 0; i < count; i++)
            {
                target[i] = _data[Offset(tensorIndex + i)];
            }
        }

        GC.KeepAlive(_tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) =>
        CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        CheckIndex(tensorIndex);
        ReadOnlySpan<T> source = array[arrayIndex..];
        int count = (int)Math.Min(source.Length, Count - tensorIndex);
        if (_contiguous)
        {
            source[..count].CopyTo(new Span<T>(_data + tensorIndex, count));
        }
        else
        {
            for (int i = 0; i < count; i++)
            {
                _data[Offset(tensorIndex + i)] = source[i];
            }
        }

        GC.KeepAlive(_tensor);
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Nothing to free; the tensor stays the caller's.</summary>
    public void Dispose()
    {
    }

    // As in the package, an empty tensor of several dimensions has no place to begin at.
    private void CheckIndex(long tensorIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tensorIndex);
        if (tensorIndex >= Count && (_shape.Length > 1 || tensorIndex > Count))
        {
            throw new ArgumentOutOfRangeException(nameof(tensorIndex), tensorIndex, $"Expected an index within [0, {Count}).");
        }
    }

    private T* At(long[] indices)
    {
        long total = Count;
        if (indices.Length == 1)
        {
            long index = indices[0];
            return (ulong)index < (ulong)total ? _data + Offset(index) : throw OutOfRange(index, total);
        }

        if (indices.Length != _shape.Length)
        {
            throw new ArgumentException($"{indices.Length} indices were given for a tensor of {_shape.Length} dimensions.", nameof(indices));
        }

        long offset = 0;
        for (int i = 0; i < indices.Length; i++)
        {
            offset += (ulong)indices[i] < (ulong)_shape[i] ? indices[i] * _strides[i] : throw OutOfRange(indices[i], _shape[i]);
        }

        return _data + offset;
    }

    private long Offset(long index)
    {
        if (_contiguous)
        {
            return index;
        }

        long offset = 0;
        for (int i = _shape.Length - 1; i >= 0; i--)
        {
            (index, long position) = Math.DivRem(index, _shape[i]);
            offset += position * _strides[i];
        }

        return offset;
    }

    private static IndexOutOfRangeException OutOfRange(long index, long count) => new($"Index {index} is outside of [0, {count}).");
}
