using SraCl.Batching;

namespace SraCl.Abstractions.Tests.Batching;

public class IdColumnTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(1000)]
    public void Resize_AnyCount_GivesThatManyValues(int count)
    {
        var column = new IdColumn();
        column.Resize(3).Fill(9);

        column.Resize(count).Fill(5);

        Assert.Equal(Enumerable.Repeat(5, count), column.Values.ToArray());
    }

    [Fact]
    public void Resize_NegativeCount_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new IdColumn().Resize(-1).Length);
}
