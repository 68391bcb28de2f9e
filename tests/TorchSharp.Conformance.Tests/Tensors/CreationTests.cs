using static TorchSharp.torch;

namespace TorchSharp.Conformance.Tests.Tensors;

public sealed class CreationTests
{
    public static TheoryData<string, Func<Tensor>, ScalarType> DefaultDtypes => new()
    {
        { "tensor(int)", () => tensor(3), ScalarType.Int32 },
        { "tensor(long)", () => tensor(3L), ScalarType.Int64 },
        { "tensor(float)", () => tensor(1.0f), ScalarType.Float32 },
        { "tensor(double)", () => tensor(1.0), ScalarType.Float64 },
        { "tensor(bool)", () => tensor(true), ScalarType.Bool },
        { "tensor(int[])", () => tensor(new[] { 1, 2 }), ScalarType.Int32 },
        { "tensor(long[])", () => tensor(new[] { 1L, 2L }), ScalarType.Int64 },
        { "tensor(float[])", () => tensor(new[] { 1f, 2f }), ScalarType.Float32 },
        { "tensor(double[])", () => tensor(new[] { 1.0, 2.0 }), ScalarType.Float64 },
        { "tensor(bool[])", () => tensor(new[] { true, false }), ScalarType.Bool },
        { "tensor(byte[])", () => tensor(new byte[] { 1, 2 }), ScalarType.Byte },
        { "zeros", () => zeros(2, 3), ScalarType.Float32 },
        { "ones", () => ones(2), ScalarType.Float32 },
        { "empty", () => empty(2, 3, 4), ScalarType.Float32 },
        { "full(int)", () => full(2, 3, 1), ScalarType.Int64 },
        { "full(double)", () => full(2, 3, 1.0), ScalarType.Float32 },
        { "arange(int)", () => arange(4), ScalarType.Int64 },
        { "arange(double)", () => arange(0.5, 3), ScalarType.Float32 },
        { "rand", () => rand(3), ScalarType.Float32 },
        { "randint", () => randint(9, [3]), ScalarType.Int64 },
        { "randperm", () => randperm(5), ScalarType.Int64 },
        { "eye", () => eye(2), ScalarType.Float32 },
        { "float tensor times double", () => ones(2) * 0.5, ScalarType.Float32 },
        { "int tensor times double", () => tensor(3) * 0.5, ScalarType.Float32 },
        { "where with double scalars", () => where(tensor(true), tensor(0.0), tensor(1.0)), ScalarType.Float64 },
    };

    [Theory]
    [MemberData(nameof(DefaultDtypes))]
    public void Factory_WithoutDtype_HasTorchSharpsDefault(string factory, Func<Tensor> create, ScalarType expected)
    {
        using Tensor created = create();

        Assert.True(expected == created.dtype, $"{factory}: {created.dtype}");
    }

    [Fact]
    public void Tensor_FromArrayAndShape_CopiesValues()
    {
        long[] source = [1, 2, 3, 4, 5, 6];

        using Tensor created = tensor(source, [2, 3]);
        source[0] = 100;

        Assert.Equal([2, 3], created.shape);
        Assert.Equal([1L, 2, 3, 4, 5, 6], created.data<long>().ToArray());
    }

    [Fact]
    public void Tensor_FromMultidimensionalArray_KeepsShape()
    {
        using Tensor created = tensor(new float[,] { { 1, 2, 3 }, { 4, 5, 6 } });

        Assert.Equal([2, 3], created.shape);
        Assert.Equal(6f, created[1, 2].item<float>());
    }

    [Fact]
    public void Tensor_WithDtypeAndGradient_ConvertsAndTracks()
    {
        using Tensor created = tensor(new[] { 1, 2 }, dtype: float64, requires_grad: true);

        Assert.Equal(ScalarType.Float64, created.dtype);
        Assert.True(created.requires_grad);
        Assert.True(created.is_leaf);
    }

    [Fact]
    public void Tensor_FromTooFewValues_ThrowsArgumentException()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => tensor(new long[] { 1, 2, 3 }, [2, 2]));

        Assert.Contains("4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromArray_ChangedAfterwards_SharesMemory()
    {
        float[] source = [1, 2, 3];

        using Tensor shared = from_array(source);
        source[1] = 20;
        shared[2] = 30f;

        Assert.Equal(20f, shared[1].item<float>());
        Assert.Equal(30f, source[2]);
    }

    [Fact]
    public void Frombuffer_WithOffsetAndCount_SharesThatPart()
    {
        int[] source = [1, 2, 3, 4, 5];

        using Tensor shared = frombuffer(source, ScalarType.Int32, count: 2, offset: 1);
        source[1] = 20;

        Assert.Equal([20, 3], shared.data<int>().ToArray());
    }

    [Fact]
    public void Like_OfInput_TakesShapeAndDtype()
    {
        using Tensor input = zeros(2, 3, ScalarType.Int64);

        using Tensor created = ones_like(input);

        Assert.Equal(ScalarType.Int64, created.dtype);
        Assert.Equal([2, 3], created.shape);
        Assert.Equal(6, created.sum().item<long>());
    }

    [Fact]
    public void Arange_WithStep_StopsBeforeEnd()
    {
        using Tensor created = arange(1, 8, 3);

        Assert.Equal([1L, 4, 7], created.data<long>().ToArray());
    }

    [Fact]
    public void Zeros_WithIntAndLongSizes_HaveTheSameShape()
    {
        long rows = 2;

        Assert.Equal([2, 3], zeros(2, 3).shape);
        Assert.Equal([2, 3], zeros(rows, 3).shape);
        Assert.Equal([2, 3], zeros([rows, 3]).shape);
        Assert.Equal([2, 3, 4, 5], zeros(2, 3, 4, 5).shape);
    }
}
