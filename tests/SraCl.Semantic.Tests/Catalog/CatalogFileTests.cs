using System.IO.Compression;
using System.Text;
using SraCl.Semantic.Catalog;

namespace SraCl.Semantic.Tests.Catalog;

public sealed class CatalogFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Read_AllFields_CleansTexts()
    {
        CatalogItem item = Assert.Single(Read("""
            {"item_id": 7, "asin": "B00X", "title": " Wash &amp; Go\t2&nbsp;in 1 ", "brand": "P&amp;G", "price": 9.99, "salesRank": {"Beauty": 3},
            """.TrimEnd() + """
             "categories": [["Beauty", "Hair Care"], ["Beauty", " Shampoo "]], "description": ["Line one.", "Line\ntwo."], "summary": "Mild.", "empty": " "}
            """));

        Assert.Equal("7", item.Id);
        Assert.Equal("Wash & Go 2 in 1", item.Title);
        Assert.Equal("P&G", item.Brand);
        Assert.Equal("9.99", item.Price);
        Assert.Equal("Line one. Line two.", item.Description);
        Assert.Equal([["Beauty", "Hair Care"], ["Beauty", "Shampoo"]], item.Categories);
        Assert.Equal([new("salesRank", "Beauty: 3"), new("summary", "Mild.")], item.Attributes);
    }

    [Theory]
    [InlineData("""{"asin": "A"}""", "A")]
    [InlineData("""{"asin": "A", "parent_asin": "P"}""", "P")]
    [InlineData("""{"business_id": "x y"}""", "x y")]
    [InlineData("""{"item_id": null, "id": 12}""", "12")]
    [InlineData("""{"item_id": "", "id": 12}""", "12")]
    public void Read_IdUnderItsNames_IsFound(string line, string id) => Assert.Equal(id, Assert.Single(Read(line)).Id);

    [Theory]
    [InlineData("\"category\": \"Desk Calendars\"", "Desk Calendars")]
    [InlineData("\"category\": [\"Office\", \"Desk\"]", "Office>Desk")]
    [InlineData("\"categories\": [], \"main_category\": \"All Beauty\"", "All Beauty")]
    [InlineData("\"categories\": [[], [\"A\", null], [\"B\"]]", "A|B")]
    [InlineData("\"categories\": null", "")]
    public void Read_CategoriesOfAnyForm_ArePaths(string field, string paths) =>
        Assert.Equal(paths, string.Join('|', Assert.Single(Read($$"""{"id": 1, {{field}}}""")).Categories.Select(path => string.Join('>', path))));

    [Fact]
    public void Read_MissingFields_AreNull()
    {
        CatalogItem item = Assert.Single(Read("""{"id": "a", "title": null, "brand": "  ", "description": []}"""));

        Assert.Equal((null, null, null, null), (item.Title, item.Brand, item.Description, item.Price));
        Assert.Empty(item.Categories);
        Assert.Empty(item.Attributes);
    }

    [Fact]
    public void Read_OtherNames_AreWhatCounts()
    {
        var fields = new CatalogFields { Id = ["sku"], Title = ["label"] };
        CatalogItem item = Assert.Single(CatalogFile.Read(Write("""{"sku": 5, "id": 6, "label": "L", "title": "T"}"""), new CatalogFileOptions { Fields = fields }));

        Assert.Equal(("5", "L", "T"), (item.Id, item.Title, item.Attributes["title"]));
    }

    [Fact]
    public void Read_ByteOrderMarkCarriageReturnsAndBlankLines_AreNoTrouble() =>
        Assert.Equal(["1", "2"], Read("\uFEFF{\"id\": 1}\r\n\r\n  \n{\"id\": 2}\r\n").Select(item => item.Id));

    [Fact]
    public void Read_LinesLongerThanTheBuffer_AreWhole()
    {
        string title = new('x', 200_000);
        Assert.Equal(["1", title, "2"], Read($$"""{"id": 1}{{'\n'}}{"id": "{{title}}"}{{'\n'}}{"id": 2}""").Select(item => item.Id));
    }

    [Fact]
    public void Read_GzipFile_IsUnpackedWhateverItsName()
    {
        string path = _directory.File("catalog.jsonl");
        File.WriteAllBytes(path, Pack("{\"id\": 1}\n{\"id\": 2}\n"));

        Assert.Equal(["1", "2"], CatalogFile.Read(path).Select(item => item.Id));
    }

    [Fact]
    public void Read_GzipFileThatWasCutOff_SaysSo()
    {
        // Cut between two lines: no line is damaged, and the decompressor sees nothing wrong.
        string text = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{{\"id\": {i}}}\n"));
        byte[] packed = Pack(text);
        string path = _directory.File("catalog.jsonl.gz");
        File.WriteAllBytes(path, packed[..(packed.Length / 2)]);

        Assert.Contains("damaged or incomplete gzip", Error(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"id\": 1}\n{\"id\": 2", "line 2", "Correct the line")]
    [InlineData("{\"id\": 1}\n{'id': '2', 'title': 'x}", "line 2", "Python dictionary (At character 22: the text is not closed.)")]
    [InlineData("[{\"id\": 1}]", "line 1", "one object a line")]
    [InlineData("{\"name\": \"x\"}", "line 1", "item_id or parent_asin or asin or business_id or product_id or movie_id or book_id or item or id")]
    [InlineData("{\"id\": \"\\ud800\"}", "line 1", "not JSON")]
    [InlineData("{\"id\": \" \\u0085\"}", "line 1", "there is no item id")]
    public void Read_BadLine_NamesFileLineAndCure(string text, string line, string cure)
    {
        string path = Write(text);
        string error = Error(path);

        Assert.Contains($"'{path}', {line}", error, StringComparison.Ordinal);
        Assert.Contains(cure, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MissingFile_NamesIt() => Assert.Contains("nowhere.jsonl", Error(_directory.File("nowhere.jsonl")), StringComparison.Ordinal);

    [Fact]
    public void Read_NoNameOfTheId_SaysSo() =>
        Assert.Contains("Id is empty", Assert.Throws<SraClException>(() => CatalogFile.Read("any", new CatalogFileOptions { Fields = new CatalogFields { Id = [] } })).Message, StringComparison.Ordinal);

    private static string Error(string path) => Assert.ThrowsAny<SraClException>(() => CatalogFile.Read(path).Count()).Message;

    private static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private List<CatalogItem> Read(string text) => CatalogFile.Read(Write(text)).ToList();

    private string Write(string text)
    {
        string path = _directory.File("catalog.jsonl");
        File.WriteAllText(path, text);
        return path;
    }
}
