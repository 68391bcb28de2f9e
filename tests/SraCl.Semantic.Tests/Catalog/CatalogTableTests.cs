using System.IO.Compression;
using System.Text;
using SraCl.Semantic.Catalog;

namespace SraCl.Semantic.Tests.Catalog;

public sealed class CatalogTableTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Read_Csv_FindsColumnsUnderTheirUsualNames()
    {
        CatalogItem[] items = Read(""""
            Item_ID, Title ,BRAND,Categories,price,Description,Stars,,empty
            7,"Wash, &amp; ""Go""",P&amp;G,Beauty > Hair Care|Men,9.99,"Line one.
            Line two.",4.5,ignored,
            8,,,,,,,,

            """");

        Assert.Equal(("7", "Wash, & \"Go\"", "P&G", "9.99", "Line one. Line two."), (items[0].Id, items[0].Title, items[0].Brand, items[0].Price, items[0].Description));
        Assert.Equal([["Beauty", "Hair Care"], ["Men"]], items[0].Categories);
        Assert.Equal([new("Stars", "4.5")], items[0].Attributes);
        Assert.Equal(("8", null, 0, 0), (items[1].Id, items[1].Title, items[1].Categories.Count, items[1].Attributes.Count));
    }

    [Fact]
    public void Read_TsvAndGzip_GiveTheSame()
    {
        const string Text = "asin\tname\tgenres\nA1\tHeat, part 1\tAction|Crime\n";
        string packed = _directory.File("packed");
        using (var gzip = new GZipStream(File.Create(packed), CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Text));
        }

        foreach (CatalogItem item in Read(Text).Concat(CatalogFile.Read(packed)))
        {
            Assert.Equal(("A1", "Heat, part 1"), (item.Id, item.Title));
            Assert.Equal([["Action"], ["Crime"]], item.Categories);
        }
    }

    [Theory]
    [InlineData("\"['A', 'B']\"", "A>B")]
    [InlineData("\"[[\"\"A\"\"], ['B', 'C']]\"", "A|B>C")]
    [InlineData("[]", "")]
    [InlineData("[New] A", "[New] A")]
    [InlineData("A > B| > |C", "A>B|C")]
    [InlineData("A>B", "A>B")]
    public void Read_CategoriesInACell_ArePaths(string cell, string paths) =>
        Assert.Equal(paths, string.Join('|', Assert.Single(Read($"id,category\n1,{cell}\n")).Categories.Select(path => string.Join('>', path))));

    [Fact]
    public void Read_PreferredColumnIsEmpty_TakesTheNext() =>
        Assert.Equal(["t", "n"], Read("id,title,name\n1,t,n\n2,,n\n").Select(item => item.Title));

    [Fact]
    public void Read_GivenNamesAndDelimiter_AreWhatCounts()
    {
        var options = new CatalogFileOptions { Delimiter = ";", Fields = new CatalogFields { Id = ["sku"], Title = ["label"] } };
        CatalogItem item = Assert.Single(Read("sku;label;title;id\n5;L,M;T;6\n", options));

        Assert.Equal(("5", "L,M", "T"), (item.Id, item.Title, item.Attributes["title"]));
    }

    [Theory]
    [InlineData("sku,title\n1,x\n", "no column of item ids; looked for item_id, parent_asin")]
    [InlineData("id,title\n1,x\n2\n", "line 3: '2' has 1 fields; expected 2")]
    [InlineData("id,title\n1,x\n,y\n", "line 3: there is no item id in column 'id'")]
    [InlineData("id,title\n1,x \"y\" z\n", "line 2: '1,x \"y\" z' has a misplaced quotation mark")]
    [InlineData("id,title\n1,\"x\n", "misplaced quotation mark")]
    public void Read_BadTable_NamesFileLineAndCure(string text, string expected)
    {
        string error = Assert.Throws<DataFormatException>(() => Read(text)).Message;

        Assert.StartsWith($"'{_directory.File("catalog")}'", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NamedColumnIsMissing_ShowsTheHeader()
    {
        string error = Assert.Throws<DataFormatException>(() => Read("id,title\n1,x\n", new CatalogFileOptions { Fields = new CatalogFields { Brand = ["maker"] } })).Message;

        Assert.Contains("missing column 'maker'; the header has: id, title. Correct CatalogFields.Brand", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnclosedQuoteBeforeMuchText_IsRefused() =>
        Assert.Contains("longer than 1048576 characters", Assert.Throws<DataFormatException>(() => Read("id,title\n1,\"x\n" + string.Concat(Enumerable.Repeat("2,abcdefghijklmnopqrstuvwxyz\n", 50_000)))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_GzipTableThatWasCutOff_SaysSo()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes("id,title\n" + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{i},t{i * 7919 % 10007}\n"))));
        }

        string path = _directory.File("cut.csv.gz");
        File.WriteAllBytes(path, packed.ToArray()[..(int)(packed.Length / 2)]);

        Assert.Contains("damaged or incomplete gzip", Assert.Throws<DataFormatException>(() => CatalogFile.Read(path).Count()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NotUtf8_SaysSo()
    {
        string path = _directory.File("catalog");
        File.WriteAllBytes(path, [.. "id,title\n1,caf"u8, 0xE9, .. "\n"u8]);

        Assert.Contains("is not UTF-8", Assert.Throws<DataFormatException>(() => CatalogFile.Read(path).Count()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", CatalogFormat.Csv, "is ''; expected what separates columns")]
    [InlineData("\"", CatalogFormat.Auto, "expected what separates columns")]
    [InlineData(";", CatalogFormat.Yelp, "is for tables, but Format is Yelp")]
    public void Read_UnusableDelimiter_IsNamedAtOnce(string delimiter, CatalogFormat format, string expected) => Assert.Contains(
        expected, Assert.Throws<SraClException>(() => CatalogFile.Read("any", new CatalogFileOptions { Delimiter = delimiter, Format = format })).Message, StringComparison.Ordinal);

    private CatalogItem[] Read(string text, CatalogFileOptions? options = null)
    {
        string path = _directory.File("catalog");
        File.WriteAllText(path, text);
        return CatalogFile.Read(path, options).ToArray();
    }
}
