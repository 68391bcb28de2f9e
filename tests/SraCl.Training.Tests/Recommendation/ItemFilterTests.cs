using SraCl.Sequences;
using SraCl.Training.Recommendation;

namespace SraCl.Training.Tests.Recommendation;

public sealed class ItemFilterTests
{
    private static readonly IdMap Items = new(Enumerable.Range(1, 130).Select(item => $"i{item}"));

    [Fact]
    public void Allow_Ids_LetsThemThroughAndNoOthers()
    {
        ItemFilter filter = ItemFilter.Allow(Items, ["i1", "i64", "i65", "i130", "i64", "new"]);

        Assert.Equal(["i1", "i64", "i65", "i130"], Allowed(filter));
        Assert.Equal((4, 1), (filter.Count, filter.UnknownCount));
        Assert.False(filter.Allows("new"));
    }

    [Fact]
    public void Exclude_Ids_LetsTheOthersThrough()
    {
        ItemFilter filter = ItemFilter.Exclude(Items, ["i2", "i130", "new"]);

        Assert.Equal(Items.ExternalIds.Except(["i2", "i130"]), Allowed(filter));
        Assert.Equal((128, 1), (filter.Count, filter.UnknownCount));
    }

    [Fact]
    public void Combined_AndOrNot_AreThoseOfSets()
    {
        ItemFilter even = ItemFilter.Allow(Items, Items.ExternalIds.Where((_, index) => index % 2 == 1));
        ItemFilter first = ItemFilter.Allow(Items, Items.ExternalIds.Take(70));

        Assert.Equal(Allowed(even).Intersect(Allowed(first)), Allowed(even.And(first)));
        Assert.Equal(Allowed(even).Union(Allowed(first)).Order(StringComparer.Ordinal), Allowed(even.Or(first)).Order(StringComparer.Ordinal));
        Assert.Equal(Items.ExternalIds.Except(Allowed(first)), Allowed(first.Not()));
        Assert.Equal(60, first.Not().Count);
    }

    [Fact]
    public void AllowsAny_EveryRun_IsTheAnyOfItsItems()
    {
        ItemFilter filter = ItemFilter.Allow(Items, ["i3", "i64", "i129"]);

        for (int first = 1; first <= Items.Count; first++)
        {
            for (int count = 1; first + count - 1 <= Items.Count; count++)
            {
                Assert.Equal(Enumerable.Range(first, count).Any(item => item is 3 or 64 or 129), filter.AllowsAny(first, count));
            }
        }
    }

    [Fact]
    public void Combined_FiltersOfDifferentModels_AreRefused() => Assert.Throws<ArgumentException>(
        () => ItemFilter.Allow(Items, ["i1"]).And(ItemFilter.Allow(new IdMap(Items.ExternalIds), ["i1"])));

    [Fact]
    public void Allow_EmptyId_IsRefused() => Assert.Throws<ArgumentException>(() => ItemFilter.Allow(Items, ["i1", string.Empty]));

    private static IEnumerable<string> Allowed(ItemFilter filter) => Items.ExternalIds.Where(filter.Allows);
}
