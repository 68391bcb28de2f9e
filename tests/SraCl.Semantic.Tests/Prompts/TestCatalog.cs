using SraCl.Semantic.Catalog;
using SraCl.Sequences;

namespace SraCl.Semantic.Tests.Prompts;

/// <summary>Small catalogs whose items have the external ids i1, i2, ...</summary>
internal static class TestCatalog
{
    /// <summary>Makes a catalog of titles "title 1", "title 2", ..., changed where wanted.</summary>
    public static ItemCatalog Make(int itemCount, Func<int, CatalogItem, CatalogItem>? change = null)
    {
        string[] ids = Enumerable.Range(1, itemCount).Select(id => $"i{id}").ToArray();
        return ItemCatalog.Create(new IdMap(ids), ids.Select((id, index) =>
        {
            var item = new CatalogItem(id) { Title = $"title {index + 1}", Description = $"description {index + 1}" };
            return change is null ? item : change(index + 1, item);
        }));
    }
}
