using System.IO.Compression;
using System.Text;
using SraCl.Files;

namespace SraCl.Abstractions.Tests.Files;

public sealed class TextFileTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("sracl-tests-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Open_PlainOrGzip_GivesTheText()
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 40_000).Select(i => $"line {i}\n")));

        foreach (string path in (string[])[Write("plain.txt", text), Write("packed.txt", Pack(text)), Write("packed.gz", Pack(text))])
        {
            using var copy = new MemoryStream();
            using (Stream stream = TextFile.Open(path, "lines"))
            {
                stream.CopyTo(copy);
            }

            Assert.Equal(text, copy.ToArray());
            Assert.Equal(text[..(1 << 16)], TextFile.ReadHead(path, "lines"));
        }
    }

    [Fact]
    public void Open_GzipFileThatWasCutOff_SaysSoAtItsEnd()
    {
        byte[] packed = Pack(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{i * 7919 % 10007}\n"))));
        string path = Write("cut.gz", packed[..(packed.Length / 2)]);
        using Stream stream = TextFile.Open(path, "lines");

        string error = Assert.Throws<DataFormatException>(() => stream.CopyTo(Stream.Null)).Message;

        Assert.StartsWith($"'{path}' is a damaged or incomplete gzip file: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WhatIsNoText_IsRefused()
    {
        Refused("is empty. Expected a text file with lines.", Write("a", []));
        Refused("is empty. Expected a text file with lines.", Write("b", Pack([])));
        Refused("is not UTF-8 text: byte 1 is zero", Write("c", Encoding.Unicode.GetBytes("a")));
        Refused("is a zip archive", Write("d", [.. "PK"u8, 3, 4, 0, 0]));
        Refused("is named .gz but is not gzip-compressed", Write("e.gz", [.. "text"u8]));
    }

    [Fact]
    public void Open_NoFile_SaysWhatIsThere()
    {
        string path = Path.Combine(_directory.FullName, "none");

        Assert.Contains($"'{path}' does not exist", Assert.Throws<SraClException>(() => TextFile.Open(path, "lines")).Message, StringComparison.Ordinal);
        Assert.Contains("is a directory. Expected a file with lines", Assert.Throws<SraClException>(() => TextFile.Open(_directory.FullName, "lines")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FileThatIsInUse_IsNoRawError()
    {
        string path = Write("used", [1]);
        using var writer = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        Assert.Contains("cannot be read", Assert.Throws<SraClException>(() => TextFile.Open(path, "lines")).Message, StringComparison.Ordinal);
    }

    private static void Refused(string reason, string path) =>
        Assert.Contains(reason, Assert.Throws<DataFormatException>(() => TextFile.Open(path, "lines")).Message, StringComparison.Ordinal);

    private static byte[] Pack(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(text);
        }

        return packed.ToArray();
    }

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(_directory.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
