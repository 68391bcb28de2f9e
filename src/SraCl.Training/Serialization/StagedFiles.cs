using System.Security.Cryptography;

namespace SraCl.Training.Serialization;

/// <summary>
/// Writes the files of a directory under temporary names and gives them their own names only once all are complete, so that an interrupted
/// or failing save leaves the earlier files untouched.
/// </summary>
/// <remarks>Not safe for concurrent use; two savers of one directory are the caller's mistake.</remarks>
internal sealed class StagedFiles : IDisposable
{
    /// <summary>What an earlier file is called until the new ones are in place; a name that a later save writes over.</summary>
    private const string Aside = ".old.tmp";

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
    /// <returns>The SHA-256 of the contents, in lower-case hexadecimal digits.</returns>
    public string Add(string name, Action<Stream> write)
    {
        string final = Path.Combine(_directory, name);
        string staged = final + ".tmp";
        _files.Add((staged, final));
        using var sha = SHA256.Create();
        using var stream = new FileStream(staged, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        using (var hashing = new CryptoStream(stream, sha, CryptoStreamMode.Write, leaveOpen: true))
        {
            write(hashing);
        }

        stream.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(sha.Hash!);
    }

    /// <summary>
    /// Gives all files their own names. The last one replaces its predecessor in one step, which decides; the others' predecessors stand aside until then, and come back when a
    /// file cannot be moved. Only a process that is killed between two moves leaves files of both.
    /// </summary>
    /// <exception cref="IOException">A file cannot be moved; the earlier files stand where they stood.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be moved; the earlier files stand where they stood.</exception>
    public void Commit()
    {
        var undo = new Stack<Action>();
        try
        {
            foreach ((_, string final) in _files.SkipLast(1).Where(file => File.Exists(file.Final)))
            {
                File.Move(final, final + Aside, overwrite: true);
                undo.Push(() => File.Move(final + Aside, final));
            }

            foreach ((string staged, string final) in _files)
            {
                File.Move(staged, final, overwrite: true);
                undo.Push(() => File.Move(final, staged));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TryAll(undo);
            throw;
        }

        TryAll(_files.Select(file => (Action)(() => File.Delete(file.Final + Aside))));
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

    /// <summary>Does as much as can be done: what does not succeed must not hide the error that led here, or spoil what has succeeded.</summary>
    private static void TryAll(IEnumerable<Action> actions)
    {
        foreach (Action action in actions)
        {
            try
            {
                action();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The other files may do.
            }
        }
    }
}
