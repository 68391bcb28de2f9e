using System.IO.Compression;
using System.Text;
using SraCl.Randomness;
using SraCl.Semantic.Catalog;

namespace SraCl.Semantic.Tests.Catalog;

public sealed class CatalogStressTests : IDisposable
{
    private const int Mutants = 20_000;

    private static readonly string[] Seeds =
    [
        """{'asin': '0000031852', 'title': "Dancer's \"Tutu\"", 'price': 3.17, 'salesRank': {'Toys': 211836}, 'brand': u'Cout\xfcre \ud83d\udc84', 'categories': [['A', 'B'], ('C',)], 'x': None, 'd': 'a\nb\xc3\xa9 \101'}""",
        """{"parent_asin": "B003", "title": "Br\u00fcsh \ud83d\udc84 &amp;", "features": ["Firm", 1, true, null], "price": null, "details": {"Brand": "Acme <b>x</b>", "R": {"B": 5}}, "categories": []}""",
        """{"business_id": "Pns2", "name": "Abby's", "city": "日本", "stars": 4.5, "attributes": {"A": "u'x'", "P": {"lot": true}}, "categories": "Doctors, Health"}""",
        "1,\"Wash, &amp; \"\"Go\"\"\",\"['A', 'B']\",4.5\n2,x,A > B|C,é\n",
    ];

    private static readonly byte[] Interesting = "'\"\\{}[](),:;<>&|ux0N-.\n\r\t \0"u8.ToArray();

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Read_MutatedLines_GivesItemsOrSaysWhatIsWrong()
    {
        var random = CounterRandom.Create(20_250_101);
        int items = 0;
        int errors = 0;
        for (int i = 0; i < Mutants; i++)
        {
            int kind = i % Seeds.Length;
            byte[] line = Mutate(Encoding.UTF8.GetBytes(Seeds[kind]), ref random);
            try
            {
                items += Entries(kind, line).Count();
            }
            catch (DataFormatException)
            {
                errors++;
            }
        }

        // Both ways are taken often.
        Assert.InRange(items, Mutants / 10, Mutants * 2);
        Assert.InRange(errors, Mutants / 10, Mutants);
    }

    [Fact]
    public void Read_FileOfRealSize_KeepsNothing()
    {
        const int Count = 40_000;
        string path = _directory.File("meta.json.gz");
        using (var text = new StreamWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest)))
        {
            string words = string.Join(' ', Enumerable.Repeat("it\\'s a fine thing &amp; more", 10));
            for (int i = 0; i < Count; i++)
            {
                text.Write($"{{'asin': 'B{i:D9}', 'title': 'Thing {i}', 'description': '{words}', 'categories': [['A', 'B{i % 7}']], 'salesRank': {{'A': {i}}}}}\n");
            }
        }

        long before = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;
        int read = 0;
        foreach (CatalogItem item in CatalogFile.Read(path))
        {
            if (++read % (Count / 4) == 0)
            {
                Assert.Equal($"Thing {read - 1}", item.Title);
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        Assert.Equal(Count, read);
        Assert.True(most < 4 << 20, $"{most} bytes are held."); // The texts are 16 MB.
    }

    private static IEnumerable<CatalogItem> Entries(int kind, byte[] line) => kind == Seeds.Length - 1
        ? CatalogTable.Read(new MemoryStream([.. "id,title,category,stars\n"u8, .. line]), "mutant", ",", CatalogFields.Usual)
        : CatalogLines.Read(new MemoryStream(line), "mutant", new JsonEntry(CatalogFields.Usual, kind == 2 ? CatalogFormat.Yelp : CatalogFormat.Amazon));

    /// <summary>Replaces, inserts, deletes, repeats or cuts off up to four times.</summary>
    private static byte[] Mutate(byte[] line, ref CounterRandom random)
    {
        var bytes = new List<byte>(line);
        for (int change = random.NextInt32(4); change >= 0 && bytes.Count > 0; change--)
        {
            int place = random.NextInt32(bytes.Count);
            byte value = random.NextInt32(8) == 0 ? (byte)random.NextInt32(256) : Interesting[random.NextInt32(Interesting.Length)];
            switch (random.NextInt32(8))
            {
                case 0:
                    bytes.RemoveRange(place, bytes.Count - place);
                    break;
                case 1:
                    bytes.InsertRange(place, bytes.GetRange(random.NextInt32(place + 1), random.NextInt32(Math.Min(20, bytes.Count - place) + 1)));
                    break;
                case 2 or 3:
                    bytes.RemoveAt(place);
                    break;
                case 4 or 5:
                    bytes.Insert(place, value);
                    break;
                default:
                    bytes[place] = value;
                    break;
            }
        }

        return [.. bytes];
    }
}
