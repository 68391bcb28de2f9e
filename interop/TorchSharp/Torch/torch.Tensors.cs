using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Internal;

namespace TorchSharp;

/// <summary>The functions of PyTorch's <c>torch</c> module, under TorchSharp's names.</summary>
public static unsafe partial class torch
{
    /// <summary>A tensor over the array itself: it stays pinned, and changes show on both sides, while the tensor lives.</summary>
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false)
    {
        ArgumentNullException.ThrowIfNull(rawArray);
        return Place(Share(rawArray, 0, Sizes(rawArray)), dtype, device ?? CPU, requires_grad);
    }

    /// <summary>A one-dimensional tensor over <paramref name="count"/> elements of the array, shared as in <see cref="from_array(Array, Device?)"/>.</summary>
    public static Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        ArgumentNullException.ThrowIfNull(rawArray);
        long available = rawArray.LongLength - offset;
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, available);
        return Place(Share(rawArray, offset, [count < 0 ? available : count]), dtype, CPU, requires_grad);
    }

    public static Tensor as_tensor(Tensor data, ScalarType? dtype = null, Device? device = null) =>
        data.to(dtype ?? data.dtype, device ?? data.device);

    public static Tensor as_tensor(Array data, ScalarType? dtype = null, Device? device = null) => from_array(data, dtype, device);

    public static Tensor as_tensor(IList<long> data, ScalarType? dtype = null, Device? device = null) => tensor(data, dtype, device);

    public static Tensor as_tensor(IList<int> data, ScalarType? dtype = null, Device? device = null) => tensor(data, dtype, device);

    public static Tensor as_tensor(IList<float> data, ScalarType? dtype = null, Device? device = null) => tensor(data, dtype, device);

    public static Tensor as_tensor(IList<double> data, ScalarType? dtype = null, Device? device = null) => tensor(data, dtype, device);

    /// <summary>A new tensor with a copy of the values.</summary>
    /// <exception cref="ArgumentException">The sizes ask for more values than there are.</exception>
    private static Tensor FromSpan<T>(
        ReadOnlySpan<T> values, ReadOnlySpan<long> sizes, ScalarType type, ScalarType? dtype, Device? device, bool requiresGrad)
        where T : unmanaged
    {
        long count = 1;
        foreach (long size in sizes)
        {
            count *= size;
        }

        if (count > values.Length)
        {
            throw new ArgumentException($"mismatched total size creating a tensor from an array: {count} vs. {values.Length}");
        }

        nint handle;
        fixed (T* data = values)
        fixed (long* dims = sizes)
        {
            NativeError.ThrowIf(NativeMethods.FromData(data, dims, sizes.Length, (int)type, &handle));
        }

        return Place(new Tensor(handle), dtype, device, requiresGrad);
    }

    private static Tensor Share(Array array, long offset, ReadOnlySpan<long> sizes)
    {
        Type elementType = array.GetType().GetElementType()!;
        ScalarType type = ToScalarType(elementType);
        GCHandle pin = GCHandle.Alloc(array, GCHandleType.Pinned);
        int status;
        nint handle;
        fixed (long* dims = sizes)
        {
            byte* data = (byte*)pin.AddrOfPinnedObject() + (offset * ElementSize(type));
            status = NativeMethods.FromBlob(data, dims, sizes.Length, (int)type, &Unpin, GCHandle.ToIntPtr(pin), &handle);
        }

        if (status != 0)
        {
            pin.Free();
        }

        NativeError.ThrowIf(status);
        return new Tensor(handle);
    }

    [UnmanagedCallersOnly]
    private static void Unpin(nint handle) => GCHandle.FromIntPtr(handle).Free();

    private static int ElementSize(ScalarType type) => type switch
    {
        ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => 1,
        ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
        ScalarType.Int32 or ScalarType.Float32 => 4,
        _ => 8,
    };

    private static ReadOnlySpan<T> Span<T>(IList<T> values) => values switch
    {
        T[] array => array,
        List<T> list => CollectionsMarshal.AsSpan(list),
        _ => values.ToArray(),
    };

    private static ReadOnlySpan<T> Span<T>(Array values) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(values)), values.Length);

    private static long[] Sizes(Array array)
    {
        var sizes = new long[array.Rank];
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = array.GetLongLength(i);
        }

        return sizes;
    }
}
