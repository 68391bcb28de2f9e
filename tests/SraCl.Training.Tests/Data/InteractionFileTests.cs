using System.IO.Compression;
using System.Text;
using SraCl.Training.Data;

namespace SraCl.Training.Tests.Data;

public sealed class InteractionFileTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.txt", "1 1\n1 2\n2 1\n", "user-item text")]
    [InlineData("a.txt", "1 1 2 3\n2 1 2\n", "user-sequence text")]
    [InlineData("a.txt", "1 1 2 3 4 5\n2 5 4 3 2 1\n", "user-sequence text")]
    [InlineData("a.csv", "user,item\n1,1\n", "CSV")]
    [InlineData("a.TSV", "user\titem\n1\t1\n", "TSV")]
    [InlineData("a.inter", "user_id:token\titem_id:token\n1\t1\n", "RecBole .inter")]
    [InlineData("a.txt", "user_id:token\titem_id:token\n1\t1\n", "RecBole .inter")]
    [InlineData("a.json", "{\"reviewerID\":\"u\",\"asin\":\"i\",\"unixReviewTime\":1}\n", "Amazon reviews")]
    [InlineData("a.jsonl", "{\"user_id\":\"u\",\"parent_asin\":\"i\",\"timestamp\":1}", "Amazon reviews")]
    [InlineData("a.json", "{\"user_id\":\"u\",\"business_id\":\"i\",\"date\":\"2019-01-01\"}\n", "Yelp reviews")]
    public void Detect_ByExtensionAndFirstLines_PlainOrGzip(string name, string text, string format)
    {
        Assert.Equal(format, InteractionFile.Detect(Write(name, text)).Name);
        Assert.Equal(format, InteractionFile.Detect(WriteGzip(name + ".gz", text)).Name);
    }

    [Theory]
    [InlineData("u.data", "196\t242\t3\t881250949\n186\t302\t3\t891717742\n", "each of its lines has 4 parts")]
    [InlineData("ratings.dat", "1::1193::5::978300760\n", "is not two or more ids")]
    [InlineData("a.json", "[{\"a\":1}]\n", "its name says JSON")]
    [InlineData("a.jsonl", "{\"a\":1}\n", "neither 'business_id' nor 'asin'")]
    public void Detect_UnclearFormat_FailsAndListsTheFormats(string name, string text, string reason)
    {
        var exception = Assert.Throws<DataFormatException>(() => InteractionFile.Detect(Write(name, text)));

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.Contains("UserItem, UserSequence, Csv, Tsv, Recbole, AmazonReviews, YelpReviews", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Gzip_GivesWhatThePlainFileGives()
    {
        string text = string.Concat(Enumerable.Range(0, 30_000).Select(i => $"{i % 700} {i * 13 % 911}\n"));

        string plain = DatasetFingerprint.Compute(InteractionFile.Load(Write("a.txt", text)).Dataset);
        string packed = DatasetFingerprint.Compute(InteractionFile.Load(WriteGzip("b.txt.gz", text)).Dataset);
        string unnamed = DatasetFingerprint.Compute(InteractionFile.Load(WriteGzip("c.txt", text)).Dataset);

        Assert.Equal(plain, packed);
        Assert.Equal(plain, unnamed);
    }

    [Fact]
    public void Load_FewBadRows_CountsThemInTheSummary()
    {
        string text = string.Concat(Enumerable.Range(0, 200).Select(i => $"{i % 7} {i % 11}\n")) + "1 -5\n";

        DatasetSummary summary = InteractionFile.Load(Write("a.txt", text)).Summary;

        Assert.Equal(1, summary.BadRows);
        Assert.StartsWith("line 201: ", Assert.Single(summary.BadRowMessages), StringComparison.Ordinal);
        Assert.Equal(200, summary.Events);
    }

    [Fact]
    public void Load_AnotherFormatThanNamed_FailsAtOnce()
    {
        string path = Write("a.json", string.Concat(Enumerable.Repeat("1 2\n", 1000)));

        var exception = Assert.Throws<DataFormatException>(() => InteractionFile.Load(path, InteractionFormat.AmazonReviews));

        Assert.Contains("none of its first 100 rows could be read", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FileThatIsNotText_FailsAtOnce()
    {
        AssertRefused("is not UTF-8 text: byte 2 is zero", WriteBytes("a.txt", [1, 2, 0, 4]));
        AssertRefused("UTF-16", WriteBytes("b.txt", Encoding.Unicode.GetBytes("1 2\n")));
        AssertRefused("is a zip archive", WriteBytes("c.txt", [.. "PK"u8, 3, 4, 0, 0]));
        AssertRefused("is empty", WriteBytes("d.txt", []));
        AssertRefused("only blank lines", Write("e.txt", "\n \n"));
        AssertRefused("is named .gz but is not gzip-compressed", Write("f.txt.gz", "1 2\n"));
    }

    [Fact]
    public void Load_DamagedGzip_SaysSo()
    {
        string text = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{i * 7919 % 10007} {i * 104729 % 1009}\n"));
        byte[] packed = File.ReadAllBytes(WriteGzip("a.txt.gz", text));
        byte[] damaged = packed.ToArray();
        damaged.AsSpan(damaged.Length / 2, 64).Fill(0xAA);

        AssertRefused("damaged or incomplete gzip", WriteBytes("damaged.txt.gz", damaged));
        AssertRefused("damaged or incomplete gzip", WriteBytes("cut.txt.gz", packed[..(packed.Length / 2)]));
    }

    [Fact]
    public void Load_NoSuchFile_NamesTheFullPath()
    {
        string path = _folder.File("none.txt");

        Assert.Contains($"'{path}' does not exist", Assert.Throws<SraClException>(() => InteractionFile.Load(path)).Message, StringComparison.Ordinal);
        Assert.Contains("is a directory", Assert.Throws<SraClException>(() => InteractionFile.Load(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reader_Auto_AsksForAFile() => Assert.Throws<ArgumentOutOfRangeException>(() => InteractionFile.Reader(InteractionFormat.Auto));

    private static void AssertRefused(string reason, string path) =>
        Assert.Contains(reason, Assert.Throws<DataFormatException>(() => InteractionFile.Load(path)).Message, StringComparison.Ordinal);

    private string Write(string name, string text) => WriteBytes(name, Encoding.UTF8.GetBytes(text));

    private string WriteGzip(string name, string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return WriteBytes(name, packed.ToArray());
    }

    private string WriteBytes(string name, byte[] bytes)
    {
        string path = _folder.File(name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
