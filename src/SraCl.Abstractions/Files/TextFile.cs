namespace SraCl.Files;

/// <summary>Opens a file as text: unpacks gzip whatever the file is called and turns away what cannot be text.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public static class TextFile
{
    private const int HeadBytes = 1 << 16;

    /// <summary>Reads the beginning of the file's text.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">What it should hold, for messages; such as "interactions".</param>
    /// <returns>At most 64 KiB, unpacked; at least one byte.</returns>
    /// <exception cref="DataFormatException">The file is empty, a damaged gzip file, or no UTF-8 text.</exception>
    /// <exception cref="SraClException">The file does not exist or cannot be opened.</exception>
    public static byte[] ReadHead(string path, string content)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using Stream stream = OpenUnchecked(path, content);
        byte[] head = new byte[HeadBytes];
        head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        if (head.Length == 0)
        {
            throw new DataFormatException($"'{path}' is empty. Expected a text file with {content}.");
        }

        if (head.AsSpan().StartsWith("PK"u8) && head.Contains((byte)0))
        {
            throw new DataFormatException($"'{path}' is a zip archive. Expected text or gzip; unpack it and name the file inside.");
        }

        int zero = head.AsSpan().IndexOf((byte)0);
        return zero < 0 ? head : throw new DataFormatException(
            $"'{path}' is not UTF-8 text: byte {zero} is zero. Expected a text file with {content}; a UTF-16 file must be saved as UTF-8.");
    }

    /// <summary>Opens the file for reading from its beginning.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">What it should hold, for messages; such as "interactions".</param>
    /// <returns>The unpacked content; the caller closes it. Reading from it throws a <see cref="DataFormatException"/> where a gzip file is damaged or was cut off.</returns>
    /// <exception cref="DataFormatException">The file is empty, a damaged gzip file, or no UTF-8 text.</exception>
    /// <exception cref="SraClException">The file does not exist or cannot be opened.</exception>
    public static Stream Open(string path, string content)
    {
        ReadHead(path, content);
        return OpenUnchecked(path, content);
    }

    private static Stream OpenUnchecked(string path, string content)
    {
        if (!File.Exists(path))
        {
            throw new SraClException(Directory.Exists(path)
                ? $"'{path}' is a directory. Expected a file with {content}; name one inside it."
                : $"File '{path}' does not exist (full path '{Path.GetFullPath(path)}'). Check the name.");
        }

        FileStream file;
        try
        {
            file = new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SraClException($"'{path}' cannot be read: {e.Message} Expected a file with {content} that may be read.", e);
        }

        Span<byte> magic = stackalloc byte[2];
        int read = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        file.Position = 0;
        if (read == 2 && magic is [0x1F, 0x8B])
        {
            return new GzipFileStream(file, path);
        }

        if (Path.GetExtension(path).Equals(".gz", StringComparison.OrdinalIgnoreCase) && read > 0)
        {
            file.Dispose();
            throw new DataFormatException($"'{path}' is named .gz but is not gzip-compressed. Expected gzip; download it again, or rename it if it is plain text.");
        }

        return file;
    }
}
