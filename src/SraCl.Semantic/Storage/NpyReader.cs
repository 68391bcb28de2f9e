using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SraCl.Semantic.Storage;

/// <summary>Reads an array in NumPy's format; every error names the file.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
internal sealed class NpyReader : IDisposable
{
    private readonly string _path;
    private readonly FileStream _stream;
    private readonly NpyHeader _header;

    public NpyReader(string path)
    {
        _path = path;
        try
        {
            _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SraClException($"'{path}' (full path '{Path.GetFullPath(path)}') cannot be read: {e.Message} Expected a NumPy file (.npy).", e);
        }

        try
        {
            _header = NpyHeader.Read(_stream) ?? throw new SraClException($"'{path}' is not a NumPy file: it does not begin with a header of version 1 to 3. Expected what numpy.save writes.");
            if (_header.FortranOrder && _header.Shape.Count > 1)
            {
                throw new SraClException($"'{path}' is in Fortran order; expected rows next to each other (C order). Save numpy.ascontiguousarray(array).");
            }
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>Gets the sizes of both axes.</summary>
    public (int Rows, int Columns) TwoAxes()
    {
        IReadOnlyList<long> shape = _header.Shape;
        return shape.Count != 2 ? throw new SraClException($"'{_path}' has the shape {_header.ShapeText}; expected two axes, rows and columns. Reshape the array.")
            : shape[0] < 1 || shape[1] < 1 ? throw new SraClException($"'{_path}' has the shape {_header.ShapeText}; expected at least one row and one column. Make the file again.")
            : Math.Max(shape[0], shape[1]) > Array.MaxLength ? throw TooLarge()
            : ((int)shape[0], (int)shape[1]);
    }

    public float[] ReadFloats() => _header.Type switch
    {
        "<f4" => Read<float>(),
        "<f2" => Array.ConvertAll(Read<Half>(), value => (float)value),
        "<f8" => Array.ConvertAll(Read<double>(), value => (float)value),
        _ => throw WrongType("float16, float32 or float64", "float32"),
    };

    public int[] ReadIntegers() => _header.Type switch
    {
        "<i4" => Read<int>(),
        "<i8" => Array.ConvertAll(Read<long>(), value => value is >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw new SraClException($"'{_path}' holds {value}; expected numbers of 32 bits. Make the file again.")),
        _ => throw WrongType("int32 or int64", "int32"),
    };

    public void Dispose() => _stream.Dispose();

    private T[] Read<T>()
        where T : unmanaged
    {
        Int128 count = 1;
        foreach (long size in _header.Shape)
        {
            count *= size;
        }

        int elementSize = Unsafe.SizeOf<T>();
        if (count > Array.MaxLength)
        {
            throw TooLarge();
        }

        long expected = (long)count * elementSize;
        long found = _stream.Length - _stream.Position;
        if (found != expected)
        {
            throw new SraClException(
                $"'{_path}' {(found < expected ? "is cut off" : "is too long")}: its shape {_header.ShapeText} of {_header.Type} takes {expected} bytes, but {found} follow the header. Copy or make the file again.");
        }

        var values = new T[(int)count];
        _stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private SraClException WrongType(string expected, string cure) => new(
        $"'{_path}' has numbers of type {_header.Type}; expected little-endian {expected}. Save array.astype(numpy.{cure}).");

    private SraClException TooLarge() => new($"'{_path}' has the shape {_header.ShapeText}; expected at most {Array.MaxLength} numbers. Store fewer columns.");
}
