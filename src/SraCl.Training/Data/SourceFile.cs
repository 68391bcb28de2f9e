namespace SraCl.Training.Data;

/// <summary>Opens a file as text: unpacks gzip whatever the file is called and turns away what cannot be text.</summary>
internal static class SourceFile
{
    private const int HeadBytes = 1 << 16;

    /// <summary>Reads the beginning of the file's text.</summary>
    /// <param name="path">The file.</param>
    /// <returns>At most 64 KiB, unpacked.</returns>
    /// <exception cref="SraClException">The file does not exist or is not a text file.</exception>
    public static byte[] ReadHead(string path)
    {
        using Stream stream = OpenUnchecked(path);
        byte[] head = new byte[HeadBytes];
        int length;
        try
        {
            length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException exception)
        {
            throw Damaged(path, exception);
        }

        head = head[..length];
        if (length == 0)
        {
            throw new DataFormatException($"'{path}' is empty. Expected a text file with interactions.");
        }

        if (head.AsSpan().StartsWith("PK"u8) && head.Contains((byte)0))
        {
            throw new DataFormatException($"'{path}' is a zip archive. Expected text or gzip; unpack it and name the file inside.");
        }

        int zero = head.AsSpan().IndexOf((byte)0);
        if (zero >= 0)
        {
            throw new DataFormatException($"'{path}' is not UTF-8 text: byte {zero} is zero. Expected a text file with interactions; a UTF-16 file must be saved as UTF-8.");
        }

        return head;
    }

    /// <summary>Opens the file for reading from its beginning.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The unpacked content; the caller closes it.</returns>
    /// <exception cref="SraClException">The file does not exist or is not a text file.</exception>
    public static Stream Open(string path)
    {
        ReadHead(path);
        return OpenUnchecked(path);
    }

    /// <summary>Describes a gzip file that cannot be unpacked to its end.</summary>
    /// <param name="path">The file.</param>
    /// <param name="exception">What the decompressor said.</param>
    /// <returns>The error.</returns>
    public static DataFormatException Damaged(string path, InvalidDataException exception) =>
        new($"'{path}' is a damaged or incomplete gzip file: {exception.Message} Expected one whole gzip stream; copy or download the file again, or repack it if it was joined of several.", exception);

    private static Stream OpenUnchecked(string path)
    {
        if (!File.Exists(path))
        {
            throw new SraClException(Directory.Exists(path)
                ? $"'{path}' is a directory. Expected a file with interactions; name one inside it."
                : $"File '{path}' does not exist (full path '{Path.GetFullPath(path)}'). Check the name.");
        }

        var file = new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan });
        Span<byte> magic = stackalloc byte[2];
        int read = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        file.Position = 0;
        if (read == 2 && magic is [0x1F, 0x8B])
        {
            return new GzipFileStream(file);
        }

        if (Path.GetExtension(path).Equals(".gz", StringComparison.OrdinalIgnoreCase) && read > 0)
        {
            file.Dispose();
            throw new DataFormatException($"'{path}' is named .gz but is not gzip-compressed. Expected gzip; download it again, or rename it if it is plain text.");
        }

        return file;
    }
}
