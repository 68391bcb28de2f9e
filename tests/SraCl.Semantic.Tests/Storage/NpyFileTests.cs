using System.Runtime.InteropServices;
using System.Text;
using SraCl.Neighbors;
using SraCl.Semantic.Storage;

namespace SraCl.Semantic.Tests.Storage;

public sealed class NpyFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(700, 64)]
    public void WriteEmbeddings_FullPrecision_ReadsBackTheSameBits(int rows, int dimension)
    {
        EmbeddingMatrix written = Numbers.Matrix(rows, dimension, 1);
        string path = _directory.File("a.npy");
        NpyFile.WriteEmbeddings(path, written);
        EmbeddingMatrix read = NpyFile.ReadEmbeddings(path);

        Assert.Equal((rows, dimension), (read.RowCount, read.Dimension));
        for (int row = 0; row < rows; row++)
        {
            Assert.True(written[row].SequenceEqual(read[row]));
        }
    }

    [Fact]
    public void WriteEmbeddings_HalfPrecision_RoundsAndHalvesTheFile()
    {
        string path = _directory.File("a.npy");
        NpyFile.WriteEmbeddings(path, new EmbeddingMatrix(2, [0.1f, -1, 0, 65504]), NpyPrecision.Half);

        Assert.Equal(128 + (4 * 2), new FileInfo(path).Length);
        Assert.Equal([(float)(Half)0.1f, -1], NpyFile.ReadEmbeddings(path)[0].ToArray());
        Assert.Contains(
            "Row 0 holds 70000",
            Assert.Throws<SraClException>(() => NpyFile.WriteEmbeddings(path, new EmbeddingMatrix(1, [70000]), NpyPrecision.Half)).Message,
            StringComparison.Ordinal);
        Assert.Equal(65504, NpyFile.ReadEmbeddings(path)[1][1]); // The failed write left the file alone,
        Assert.Single(Directory.GetFiles(_directory.Path)); // and nothing beside it.
    }

    [Fact]
    public void WriteNeighbors_AbsentPlaces_ReadsBackTheSameTable()
    {
        string path = _directory.File("n.npy");
        NpyFile.WriteNeighbors(path, new NeighborTable(3, 2, [1, 2, 0, -1, -1, -1]));
        NeighborTable read = NpyFile.ReadNeighbors(path);

        Assert.Equal((3, 2), (read.RowCount, read.K));
        Assert.Equal(["1,2", "0", ""], Enumerable.Range(0, 3).Select(row => string.Join(',', read[row].ToArray())));
    }

    [Fact]
    public void WriteNeighbors_Header_IsWhatNumPyWrites()
    {
        // Of numpy.save("n.npy", numpy.array([[1]], dtype="int32")).
        byte[] expected = [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. Encoding.ASCII.GetBytes("{'descr': '<i4', 'fortran_order': False, 'shape': (1, 1), }".PadRight(117) + "\n"), 0, 0, 0, 0];
        string path = _directory.File("n.npy");
        NpyFile.WriteNeighbors(path, new NeighborTable(1, 1, [0]));

        Assert.Equal(expected, File.ReadAllBytes(path));
    }

    [Fact]
    public void ReadEmbeddings_OtherFloats_AreConverted()
    {
        Assert.Equal([1.5f, -2], NpyFile.ReadEmbeddings(Write("<f8", "(1, 2)", Bytes(1.5, -2.0)))[0].ToArray());
        Assert.Equal([1.5f, -2], NpyFile.ReadEmbeddings(Write("<f2", "(1, 2)", Bytes((Half)1.5, (Half)(-2))))[0].ToArray());
        Assert.Equal([1.5f, -2], NpyFile.ReadEmbeddings(Write("<f4", "(1, 2)", Bytes(1.5f, -2f), version: 2))[0].ToArray());
    }

    [Fact]
    public void ReadNeighbors_LongIntegers_AreConverted()
    {
        Assert.Equal([1], NpyFile.ReadNeighbors(Write("<i8", "(2, 2)", Bytes(1L, -1L, -1L, -1L)))[0].ToArray());
        Assert.Contains(
            "holds 4294967296", Assert.Throws<SraClException>(() => NpyFile.ReadNeighbors(Write("<i8", "(1, 1)", Bytes(1L << 32)))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<f4", "(2, 3)", 20, "is cut off: its shape (2, 3) of <f4 takes 24 bytes, but 20 follow")]
    [InlineData("<f4", "(2, 3)", 28, "is too long")]
    [InlineData(">f4", "(1, 1)", 4, "type >f4; expected little-endian float16, float32 or float64")]
    [InlineData("<i4", "(1, 1)", 4, "array.astype(numpy.float32)")]
    [InlineData("<f4", "(1,)", 4, "the shape (1,); expected two axes")]
    [InlineData("<f4", "()", 4, "the shape (); expected two axes")]
    [InlineData("<f4", "(0, 4)", 0, "at least one row")]
    [InlineData("<f4", "(99999999999, 4)", 0, "expected at most")]
    [InlineData("<f4", "(2000000000, 2000000000)", 0, "expected at most")]
    public void ReadEmbeddings_WrongContents_NamesFileFindingAndExpectation(string type, string shape, int bytes, string expected)
    {
        string path = Write(type, shape, new byte[bytes]);
        string error = Assert.Throws<SraClException>(() => NpyFile.ReadEmbeddings(path)).Message;

        Assert.Contains($"'{path}'", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadEmbeddings_FortranOrder_SaysHowToSaveTheArray() => Assert.Contains(
        "numpy.ascontiguousarray", Error(Write("<f4", "(1, 1)", new byte[4], order: "True")), StringComparison.Ordinal);

    [Fact]
    public void ReadEmbeddings_NotFinite_NamesFileAndRow()
    {
        string error = Error(Write("<f4", "(2, 1)", Bytes(1f, float.NaN)));

        Assert.Contains("a.npy' holds no embeddings [2, 1]: Row 1 holds NaN", error, StringComparison.Ordinal);
        Assert.Contains("Row 0 holds", Error(Write("<f8", "(1, 1)", Bytes(1e300))), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadNeighbors_NoRowOfTheTable_NamesFileAndRow() => Assert.Contains(
        "a.npy' holds no neighbor table [1, 1]: Row 0 has the neighbor 5",
        Assert.Throws<SraClException>(() => NpyFile.ReadNeighbors(Write("<i4", "(1, 1)", Bytes(5)))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void ReadEmbeddings_NoNumPyFile_SaysSo()
    {
        string path = _directory.File("a.npy");
        foreach (byte[] contents in (byte[][])[[], "PK"u8.ToArray(), [0x93, .. "NUMPY"u8], [0x93, .. "NUMPY"u8, 9, 0, 2, 0, .. "{}"u8], [0x93, .. "NUMPY"u8, 1, 0, 2, 0, .. "{}"u8], [0x93, .. "NUMPY"u8, 1, 0, 90, 0]])
        {
            File.WriteAllBytes(path, contents);
            Assert.Contains("is not a NumPy file", Error(path), StringComparison.Ordinal);
        }

        Assert.Contains("nowhere.npy", Error(_directory.File("nowhere.npy")), StringComparison.Ordinal);
    }

    [Fact]
    public void WriteEmbeddings_MissingFolder_NamesTheFile() => Assert.Contains(
        "none",
        Assert.Throws<SraClException>(() => NpyFile.WriteEmbeddings(Path.Combine(_directory.Path, "none", "a.npy"), Numbers.Matrix(1, 1, 0))).Message,
        StringComparison.Ordinal);

    private static string Error(string path) => Assert.Throws<SraClException>(() => NpyFile.ReadEmbeddings(path)).Message;

    private static byte[] Bytes<T>(params T[] values)
        where T : struct => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private string Write(string type, string shape, byte[] data, string order = "False", byte version = 1)
    {
        byte[] header = Encoding.ASCII.GetBytes($"{{'descr': '{type}', 'fortran_order': {order}, 'shape': {shape}, }}\n");
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)header.Length) : BitConverter.GetBytes(header.Length);
        string path = _directory.File("a.npy");
        File.WriteAllBytes(path, [0x93, .. "NUMPY"u8, version, 0, .. length, .. header, .. data]);
        return path;
    }
}
