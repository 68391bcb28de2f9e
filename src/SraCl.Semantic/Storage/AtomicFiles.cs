namespace SraCl.Semantic.Storage;

/// <summary>Writes files under temporary names and gives them their own only once they are complete and on the disk.</summary>
/// <remarks>Not safe for concurrent use; two writers of one file are the callers' mistake.</remarks>
internal sealed class AtomicFiles : IDisposable
{
    private readonly List<(string Temporary, string Final)> _files = [];

    /// <summary>Writes a file whole or not at all.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        try
        {
            using var files = new AtomicFiles();
            files.Add(path, write);
            files.Commit();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SraClException($"'{path}' cannot be written: {e.Message} Expected a folder that exists and can be written to, with room for the file.", e);
        }
    }

    public void Add(string path, Action<Stream> write)
    {
        string temporary = path + ".tmp";
        _files.Add((temporary, path));
        using var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        write(stream);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Gives the files their names, in the order they were added.</summary>
    public void Commit()
    {
        foreach ((string temporary, string final) in _files)
        {
            File.Move(temporary, final, overwrite: true);
        }

        _files.Clear();
    }

    public void Dispose()
    {
        foreach ((string temporary, _) in _files)
        {
            File.Delete(temporary);
        }
    }
}
