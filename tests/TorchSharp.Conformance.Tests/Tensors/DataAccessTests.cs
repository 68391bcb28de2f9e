using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Conformance.Tests.Tensors;

public sealed class DataAccessTests
{
    [Fact]
    public void Bytes_OfContiguousTensor_AreItsMemory()
    {
        using Tensor values = tensor(new[] { 1f, 2f, 3f });

        MemoryMarshal.Cast<byte, float>(values.bytes)[1] = 20;

        Assert.Equal([1f, 20f, 3f], values.data<float>().ToArray());
    }

    [Fact]
    public void Bytes_OfTransposedTensor_Throws()
    {
        using Tensor values = zeros(2, 3).t();

        Assert.ThrowsAny<SystemException>(() => _ = values.bytes.Length); // which one depends on the version
    }

    [Fact]
    public void Data_OfTransposedTensor_IsInItsOwnOrder()
    {
        using Tensor values = arange(6).view(2, 3).t();

        Assert.Equal([0L, 3, 1, 4, 2, 5], values.data<long>().ToArray());
        Assert.Equal(4, values.data<long>()[1, 1]);
    }

    [Fact]
    public void Data_CopyFrom_WritesIntoView()
    {
        using Tensor values = zeros(2, 3, ScalarType.Int64);

        values.t().data<long>().CopyFrom([1, 2, 3, 4, 5, 6]);

        Assert.Equal([1L, 3, 5, 2, 4, 6], values.data<long>().ToArray());
    }

    [Fact]
    public void Data_OfADisposedTensor_Throws()
    {
        Tensor values = zeros(2);
        var data = values.data<float>();
        values.Dispose();

        Assert.Throws<InvalidOperationException>(() => data[0] = 1);
        Assert.Throws<InvalidOperationException>(() => data.ToArray());
        Assert.Throws<InvalidOperationException>(() => data.CopyFrom([1f, 2]));
    }

    [Fact]
    public void Data_OutsideOfTheTensor_Throws()
    {
        using Tensor values = zeros(4);

        Assert.Throws<ArgumentOutOfRangeException>(() => values.data<float>().CopyFrom([1f, 2], 0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => values.data<float>().CopyTo(new float[2], 0, 5));
    }

    [Fact]
    public void Data_OfAnotherType_ThrowsArgumentException()
    {
        using Tensor values = zeros(2);

        Assert.Throws<ArgumentException>(() => values.data<double>());
    }

    [Fact]
    public void Item_OfEveryType_GivesTheValue()
    {
        Assert.Equal(-1.5f, tensor(-1.5f).item<float>());
        Assert.Equal(-1.5, tensor(-1.5).item<double>());
        Assert.Equal(-7, tensor(-7).item<int>());
        Assert.Equal(long.MinValue, tensor(long.MinValue).item<long>());
        Assert.Equal((short)-7, tensor((short)-7).item<short>());
        Assert.Equal((byte)200, tensor((byte)200).item<byte>());
        Assert.True(tensor(true).item<bool>());
    }

    [Fact]
    public void Item_OfAnotherTypeOrSize_ThrowsArgumentException()
    {
        Assert.Throws<ArgumentException>(() => tensor(1f).item<double>());
        Assert.Throws<ArgumentException>(() => zeros(2).item<float>());
    }

    [Fact]
    public void ToDouble_OfAnyType_Converts()
    {
        Assert.Equal(3.0, tensor(3).ToDouble());
        Assert.Equal(2, tensor(2.9f).to(ScalarType.Int64).ToInt64());
        Assert.Equal(1.5f, (float)tensor(1.5));
    }

    [Fact]
    public void To_Dtype_ConvertsValues()
    {
        using Tensor converted = tensor(new[] { 0f, 1.9f, -1.9f }).to(ScalarType.Int32);

        Assert.Equal([0, 1, -1], converted.data<int>().ToArray());
    }

    [Fact]
    public void To_WithDisposeAfter_DisposesTheSource()
    {
        Tensor source = zeros(2);

        using Tensor converted = source.to(ScalarType.Float64, disposeAfter: true);

        Assert.True(source.IsInvalid);
        Assert.Equal(ScalarType.Float64, converted.dtype);
    }

    [Fact]
    public void To_CpuDevice_KeepsValues()
    {
        using Tensor moved = ones(2).to(CPU);

        Assert.Equal(DeviceType.CPU, moved.device_type);
        Assert.Equal("cpu", moved.device.ToString());
        Assert.Equal(2f, moved.sum().item<float>());
    }

    [Fact]
    public void Alias_Disposed_LeavesTheOriginal()
    {
        using Tensor original = ones(2);

        original.alias().Dispose();

        Assert.Equal(2f, original.sum().item<float>());
    }

    [Fact]
    public void Properties_OfView_DescribeIt()
    {
        using Tensor view = zeros(2, 3, 4).transpose(0, 2);

        Assert.Equal([4, 3, 2], view.shape);
        Assert.Equal([1, 4, 12], view.stride());
        Assert.Equal(3, view.dim());
        Assert.Equal(24, view.numel());
        Assert.Equal(2, view.size(-1));
        Assert.False(view.is_contiguous());
        Assert.True(view.contiguous().is_contiguous());
    }
}
