using SraCl.Neighbors;
using SraCl.Semantic.Storage;
using SraCl.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Semantic.Tests.Storage;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    private string FilePath => _directory.File("vectors.safetensors");

    public void Dispose()
    {
        _scope.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void ReadEmbeddings_EveryPrecision_GivesSinglePrecision(ScalarType type)
    {
        Write(new() { ["items"] = tensor(new float[] { 1, -2, 0.5f, 4, 8, 0 }, [3, 2]).to(type) });

        EmbeddingMatrix matrix = SafetensorsFile.ReadEmbeddings(FilePath);

        Assert.Equal((3, 2), (matrix.RowCount, matrix.Dimension));
        Assert.Equal([0.5f, 4], matrix[1].ToArray());
        Assert.Equal([8f, 0], matrix[2].ToArray());
    }

    [Fact]
    public void ReadEmbeddings_SeveralTensors_ReadsTheNamedOne()
    {
        Write(new() { ["users"] = ones(2, 3), ["items"] = ones(4, 1) });

        Assert.Equal((4, 1), (SafetensorsFile.ReadEmbeddings(FilePath, "items").RowCount, SafetensorsFile.ReadEmbeddings(FilePath, "items").Dimension));
        Assert.Contains("holds 2 tensors; expected one, or the name of the one to read. It has 'items' [4, 1], 'users' [2, 3].", Error(null), StringComparison.Ordinal);
        Assert.Contains("has no tensor 'x'. It has 'items'", Error("x"), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadEmbeddings_NoMatrix_SaysWhatIsThere()
    {
        Write(new() { ["long"] = ones(2, 2, dtype: ScalarType.Int64), ["flat"] = ones(4), ["empty"] = zeros(0, 4), ["bad"] = tensor(new[] { 1, float.NaN }, [2, 1]), ["huge"] = full(1, 1, 1e300, dtype: ScalarType.Float64) });

        Assert.Contains("tensor 'long' has numbers of type I64; expected F16, BF16, F32 or F64", Error("long"), StringComparison.Ordinal);
        Assert.Contains("tensor 'flat' has the shape [4]; expected two axes", Error("flat"), StringComparison.Ordinal);
        Assert.Contains("at least one row", Error("empty"), StringComparison.Ordinal);
        Assert.Contains("in 'bad' [2, 1]: Row 1 holds NaN", Error("bad"), StringComparison.Ordinal);
        Assert.Contains("Row 0 holds", Error("huge"), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadEmbeddings_NoTensors_SaysSo()
    {
        Write([]);

        Assert.Contains("holds 0 tensors", Error(null), StringComparison.Ordinal);
    }

    private string Error(string? name)
    {
        string error = Assert.Throws<SraClException>(() => SafetensorsFile.ReadEmbeddings(FilePath, name)).Message;
        Assert.Contains($"'{FilePath}'", error, StringComparison.Ordinal);
        return error;
    }

    private void Write(Dictionary<string, Tensor> tensors)
    {
        using FileStream stream = File.Create(FilePath);
        SafetensorsWriter.Write(stream, tensors);
    }
}
