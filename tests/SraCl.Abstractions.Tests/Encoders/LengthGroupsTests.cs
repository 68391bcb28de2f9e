using SraCl.Encoders;
using SraCl.Randomness;

namespace SraCl.Abstractions.Tests.Encoders;

public class LengthGroupsTests
{
    private const int GroupCost = 128;

    [Fact]
    public void Divide_RandomLengths_SortsThemStably()
    {
        int[] lengths = Lengths(seed: 1, count: 200, maxLength: 20);
        var groups = new LengthGroups(GroupCost);

        groups.Divide(lengths, maxLength: 20);

        Assert.Equal(Enumerable.Range(0, lengths.Length).OrderBy(row => lengths[row]), groups.Order.ToArray());
    }

    [Fact]
    public void Divide_RandomLengths_CoversEveryRowOnceWithItsLongestLength()
    {
        var groups = new LengthGroups(GroupCost);
        for (int seed = 0; seed < 50; seed++)
        {
            int[] lengths = Lengths(seed, count: 1 + (seed * 7), maxLength: 12);
            groups.Divide(lengths, maxLength: 12);

            int next = 0;
            foreach (LengthGroups.Group group in groups.Groups)
            {
                Assert.Equal(next, group.Start);
                Assert.InRange(group.Count, 1, lengths.Length);
                Assert.Equal(Math.Max(1, groups.Order.Slice(group.Start, group.Count).ToArray().Max(row => lengths[row])), group.Length);
                next += group.Count;
            }

            Assert.Equal(lengths.Length, next);
        }
    }

    [Fact]
    public void Divide_RandomLengths_CostsNoMoreThanAnyOtherDivision()
    {
        var groups = new LengthGroups(GroupCost);
        for (int seed = 0; seed < 50; seed++)
        {
            int[] lengths = Lengths(seed, count: 1 + (seed * 11), maxLength: 9);
            groups.Divide(lengths, maxLength: 9);

            Assert.Equal(CheapestDivision(lengths), groups.Groups.ToArray().Sum(group => ((long)group.Count * group.Length) + GroupCost));
        }
    }

    [Theory]
    [InlineData(new int[0], 0)]
    [InlineData(new[] { 0, 0 }, 1)]
    [InlineData(new[] { 20, 1 }, 1)]
    public void Divide_FewRows_GivesAtMostOneGroup(int[] lengths, int count)
    {
        var groups = new LengthGroups(GroupCost);

        groups.Divide(lengths, maxLength: 20);

        Assert.Equal(count, groups.Groups.Length);
    }

    private static int[] Lengths(int seed, int count, int maxLength)
    {
        CounterRandom random = CounterRandom.Create(seed);
        var lengths = new int[count];
        for (int i = 0; i < count; i++)
        {
            lengths[i] = Math.Min(random.NextInt32(maxLength + 1), random.NextInt32(maxLength + 1));
        }

        return lengths;
    }

    /// <summary>Tries every way to cut the sorted distinct lengths.</summary>
    private static long CheapestDivision(int[] lengths)
    {
        int[] distinct = lengths.Distinct().Order().ToArray();
        long best = long.MaxValue;
        for (int cuts = 0; cuts < 1 << (distinct.Length - 1); cuts++)
        {
            long cost = 0;
            long rows = 0;
            for (int i = 0; i < distinct.Length; i++)
            {
                rows += lengths.Count(length => length == distinct[i]);
                if (i == distinct.Length - 1 || (cuts >> i & 1) == 1)
                {
                    cost += (rows * Math.Max(1, distinct[i])) + GroupCost;
                    rows = 0;
                }
            }

            best = Math.Min(best, cost);
        }

        return best;
    }
}
