using SraCl.Sequences;

namespace SraCl.Abstractions.Tests.Sequences;

public class IdMapTests
{
    [Fact]
    public void Constructor_Ids_AreNumberedFromOneInOrder()
    {
        var map = new IdMap(["b", "a", "日本"]);

        Assert.Equal(3, map.Count);
        Assert.Equal(["b", "a", "日本"], map.ExternalIds);
        for (int id = 1; id <= map.Count; id++)
        {
            Assert.True(map.TryGetId(map.ExternalId(id), out int found));
            Assert.Equal(id, found);
        }
    }

    [Theory]
    [InlineData("c")]
    [InlineData("A")]
    [InlineData("")]
    public void TryGetId_UnknownId_GivesPadding(string externalId)
    {
        Assert.False(new IdMap(["b", "a"]).TryGetId(externalId, out int id));
        Assert.Equal(0, id);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void ExternalId_OutsideTheMap_Throws(int id) => Assert.Throws<ArgumentOutOfRangeException>(() => new IdMap(["b", "a"]).ExternalId(id));

    [Fact]
    public void Constructor_EmptyOrRepeatedId_NamesItsPlace()
    {
        Assert.Contains("number 2 is empty", Assert.Throws<ArgumentException>(() => new IdMap(["a", ""])).Message, StringComparison.Ordinal);
        Assert.Contains("'a' occurs twice (positions 1 and 3)", Assert.Throws<ArgumentException>(() => new IdMap(["a", "b", "a"])).Message, StringComparison.Ordinal);
    }
}
