using System.Buffers.Binary;
using SraCl.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Abstractions.Tests.Serialization;

public sealed class SafetensorsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string, string> DamagedHeaders() => new()
    {
        { "[]", "not the JSON" },
        { "{\"a\":7}", "not the JSON" },
        { "{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}", "not the JSON" },
        { "{\"a\":{\"dtype\":\"F8\",\"shape\":[1],\"data_offsets\":[0,4]}}", "type of 'a' is 'F8'" },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", "needs 8" },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", "[-1]" },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,4]}}", "beyond any memory" },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}", "not the JSON" },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", "offsets of 'a' are [4, 0]" },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", "begins at byte 4 of the data; expected 0" },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", "'b' begins at byte 0" },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", "not the JSON" },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", "cut off: its tensors need 8 bytes, 4 are there" },
        { "{}", "4 bytes follow its last tensor" },
    };

    private string FilePath => _directory.File("weights.safetensors");

    public void Dispose()
    {
        _scope.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Write_TwoTensors_MakesExactBytes()
    {
        Write(new() { ["b"] = tensor(new float[] { 1, 2 }, [1, 2]), ["a"] = tensor(new long[] { 3 }) });

        const string Header = "{\"__metadata__\":{\"format\":\"pt\"},\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[8,16]}}";
        byte[] bytes = File.ReadAllBytes(FilePath);
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        Assert.Equal(0, length % 8);
        Assert.Equal(Header, System.Text.Encoding.UTF8.GetString(bytes, 8, length).TrimEnd(' '));
        Assert.Equal([3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x3f, 0, 0, 0, 0x40], bytes[(8 + length)..]);
    }

    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Int16)]
    [InlineData(ScalarType.Int8)]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Bool)]
    public void Read_EveryType_GivesBackWhatWasWritten(ScalarType type)
    {
        Tensor value = tensor(new float[] { 0, 1, 2, 3, 100, 5 }, [2, 3]).to(type);
        Write(new() { ["x.ü\"y"] = value, ["other"] = ones(3, dtype: ScalarType.Bool) });

        using var reader = new SafetensorsReader(FilePath);
        Tensor read = reader.Read("x.ü\"y");

        Assert.Equal(type, read.dtype);
        Assert.Equal([2, 3], read.shape);
        Assert.True(read.to(ScalarType.Float64).equal(value.to(ScalarType.Float64)).all().ToBoolean());
    }

    [Fact]
    public void Read_ScalarEmptyAndTransposed_GivesBackWhatWasWritten()
    {
        Tensor transposed = arange(6, dtype: ScalarType.Float32).view(2, 3).t();
        Write(new() { ["scalar"] = tensor(4f), ["empty"] = zeros(0, 5), ["transposed"] = transposed });

        using var reader = new SafetensorsReader(FilePath);

        Assert.Equal(4f, reader.Read("scalar").item<float>());
        Assert.Equal([0, 5], reader.Read("empty").shape);
        Assert.True(reader.Read("transposed").equal(transposed).all().ToBoolean());
    }

    [Theory]
    [MemberData(nameof(DamagedHeaders))]
    public void Open_DamagedHeader_NamesFileAndDamage(string header, string expected)
    {
        WriteRaw(header, [1, 2, 3, 4]);

        SraClException error = Assert.Throws<SraClException>(() => new SafetensorsReader(FilePath));

        Assert.Contains(FilePath, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FileCutAnywhere_IsRefused()
    {
        Write(new() { ["a"] = ones(3), ["b"] = ones(2, 2) });
        byte[] bytes = File.ReadAllBytes(FilePath);
        for (int length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(FilePath, bytes[..length]);

            Assert.Throws<SraClException>(() => new SafetensorsReader(FilePath));
        }
    }

    [Fact]
    public void Open_AnyHeaderByteChanged_OpensOrIsRefused()
    {
        Write(new() { ["a"] = ones(3), ["b"] = ones(2, 2) });
        byte[] bytes = File.ReadAllBytes(FilePath);
        int headerEnd = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        for (int place = 0; place < headerEnd; place++)
        {
            foreach (byte value in new byte[] { 0, (byte)'"', (byte)'9', (byte)'-', (byte)'}', 0xff })
            {
                byte[] damaged = [.. bytes];
                damaged[place] = value;
                File.WriteAllBytes(FilePath, damaged);

                Exception? error = Record.Exception(() => new SafetensorsReader(FilePath).Dispose());

                Assert.True(error is null or SraClException, $"Byte {place} = {value}: {error}");
            }
        }
    }

    [Fact]
    public void Open_MissingFile_NamesFile()
    {
        SraClException error = Assert.Throws<SraClException>(() => new SafetensorsReader(FilePath));

        Assert.Contains(FilePath, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnknownName_ListsTheKnownOnes()
    {
        Write(new() { ["a"] = ones(3), ["b"] = ones(2, 2) });

        using var reader = new SafetensorsReader(FilePath);
        SraClException error = Assert.Throws<SraClException>(() => reader.Read("c"));

        Assert.Contains("has no tensor 'c'; it has 'a', 'b'.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FileCutAfterOpening_NamesFile()
    {
        Write(new() { ["a"] = ones(100_000) });
        using var reader = new SafetensorsReader(FilePath);
        using (var cut = new FileStream(FilePath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            cut.SetLength(1000);
        }

        SraClException error = Assert.Throws<SraClException>(() => reader.Read("a"));

        Assert.Contains(FilePath, error.Message, StringComparison.Ordinal);
    }

    private void Write(Dictionary<string, Tensor> tensors)
    {
        using FileStream stream = File.Create(FilePath);
        SafetensorsWriter.Write(stream, tensors);
    }

    private void WriteRaw(string header, byte[] data)
    {
        using FileStream stream = File.Create(FilePath);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, System.Text.Encoding.UTF8.GetByteCount(header));
        stream.Write(length);
        stream.Write(System.Text.Encoding.UTF8.GetBytes(header));
        stream.Write(data);
    }
}
