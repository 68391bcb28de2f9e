namespace SraCl.Training.Serialization;

/// <summary>Finds out before any work whether files can be written to a directory.</summary>
internal static class WritableDirectory
{
    /// <summary>Creates the directory if it is missing, writes a file to it and deletes it again.</summary>
    /// <param name="path">The directory.</param>
    /// <exception cref="IOException">It cannot be created or written to.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be created or written to.</exception>
    public static void Probe(string path)
    {
        Directory.CreateDirectory(path);
        string probe = Path.Combine(path, Path.GetRandomFileName());
        using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose))
        {
        }
    }
}
