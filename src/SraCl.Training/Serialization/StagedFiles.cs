namespace SraCl.Training.Serialization;

/// <summary>
/// Writes the files of a directory under temporary names and gives them their own names only once all are complete, so that an interrupted
/// save leaves the earlier files untouched.
/// </summary>
/// <remarks>Not safe for concurrent use; two savers of one directory are the caller's mistake.</remarks>
internal sealed class StagedFiles : IDisposable
{
    private readonly string _directory;
    private readonly List<(string Staged, string Final)> _files = [];

    /// <summary>Creates the directory if it is missing.</summary>
    /// <param name="directory">Where the files shall stand.</param>
    public StagedFiles(string directory)
    {
        _directory = directory;
        Directory.CreateDirectory(directory);
    }

    /// <summary>Writes a file under a temporary name and flushes it to the disk.</summary>
    /// <param name="name">The file's own name.</param>
    /// <param name="write">Writes the contents.</param>
    public void Add(string name, Action<Stream> write)
    {
        string final = Path.Combine(_directory, name);
        string staged = final + ".tmp";
        _files.Add((staged, final));
        using var stream = new FileStream(staged, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        write(stream);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Gives all files their own names, in the order they were added.</summary>
    public void Commit()
    {
        foreach ((string staged, string final) in _files)
        {
            File.Move(staged, final, overwrite: true);
        }

        _files.Clear();
    }

    /// <summary>Deletes what was not committed.</summary>
    public void Dispose()
    {
        foreach ((string staged, _) in _files)
        {
            File.Delete(staged);
        }
    }
}
