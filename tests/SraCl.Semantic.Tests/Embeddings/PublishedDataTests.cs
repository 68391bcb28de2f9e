using System.IO.Compression;
using SraCl.Neighbors;
using SraCl.Semantic.Catalog;
using SraCl.Semantic.Embeddings;
using SraCl.Semantic.Retrieval;
using SraCl.Sequences;

namespace SraCl.Semantic.Tests.Embeddings;

/// <summary>How good the offline embedder's neighbors are on published catalogs, where a copy lies in <c>shared/data</c> beside or above the repository.</summary>
public sealed class PublishedDataTests
{
    [SkippableFact]
    public void Embed_OfficeTexts_FindsWhatCustomersAlsoViewed()
    {
        IdMap ids = Ids(2_420); // The published files number items from 1, so that an external id is its dense id in writing.
        ItemCatalog catalog = ItemCatalog.Create(ids, CatalogFile.Read(Find("office/items.jsonl")));
        NeighborTable neighbors = Neighbors(catalog.Texts(item => item.Attributes["text"]));
        HashSet<int>[] viewed = ReadAlsoViewed(Find("office/related.tsv.gz"), ids);
        double[] shares = Enumerable.Range(1, ids.Count).Where(id => viewed[id].Count > 0).Select(id => Share(neighbors[id], viewed[id].Contains)).ToArray();

        Assert.Equal(1_590, shares.Length);
        Assert.True(shares.Average() >= 0.41, $"Of the neighbors {shares.Average():P2} were also viewed.");
    }

    [SkippableFact]
    public void Embed_BeautyTitles_FindsItemsOfTheSameCategory()
    {
        ItemCatalog catalog = ItemCatalog.Create(Ids(12_101), CatalogFile.Read(Find("beauty/items.jsonl.gz")));
        NeighborTable neighbors = Neighbors(catalog.Texts(item => item.Title ?? string.Empty));
        double whole = Enumerable.Range(1, catalog.ItemCount).Average(id => Share(neighbors[id], other => ShareAPath(catalog[id]!, catalog[other]!, int.MaxValue)));
        double second = Enumerable.Range(1, catalog.ItemCount).Average(id => Share(neighbors[id], other => ShareAPath(catalog[id]!, catalog[other]!, 2)));

        Assert.True(whole >= 0.37, $"{whole:P2} share a full category path.");
        Assert.True(second >= 0.75, $"{second:P2} share a category of the second level.");
    }

    private static bool ShareAPath(CatalogItem a, CatalogItem b, int levels) =>
        a.Categories.Any(path => b.Categories.Any(other => path.Take(levels).SequenceEqual(other.Take(levels), StringComparer.Ordinal)));

    private static NeighborTable Neighbors(IReadOnlyList<string> texts) =>
        NearestNeighbors.Find(LatentSemanticEmbedder.Embed(texts), 10, new NeighborRules { Padding = PaddingRow.Excluded });

    private static double Share(ReadOnlySpan<int> neighbors, Func<int, bool> isGood)
    {
        int good = 0;
        foreach (int neighbor in neighbors)
        {
            good += isGood(neighbor) ? 1 : 0;
        }

        return good / 10.0;
    }

    private static IdMap Ids(int count) => new(Enumerable.Range(1, count).Select(id => $"{id}"));

    private static HashSet<int>[] ReadAlsoViewed(string path, IdMap ids)
    {
        var viewed = new HashSet<int>[ids.Count + 1];
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        string[] header = reader.ReadLine()!.Split('\t');
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split('\t');
            Assert.True(ids.TryGetId(fields[0], out int id));
            viewed[id] = fields[Array.IndexOf(header, "also_viewed")].Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(other => ids.TryGetId(other, out int dense) ? dense : 0)
                .ToHashSet();
        }

        return viewed;
    }

    private static string Find(string file)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "shared", "data", file);
            if (File.Exists(path))
            {
                return path;
            }
        }

        Skip.If(true, $"No copy of shared/data/{file} in any folder above the tests.");
        return file;
    }
}
