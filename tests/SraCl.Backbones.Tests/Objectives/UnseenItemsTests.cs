using SraCl.Backbones.Objectives;
using SraCl.Randomness;
using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Backbones.Tests.Objectives;

public sealed class UnseenItemsTests
{
    [Fact]
    public void Draw_ManyTimes_GivesEveryUnseenItemEquallyOftenAndNoOther()
    {
        var items = new UnseenItems(new TrainingSplit(new ItemSequences([9, 2, 5, 2, 2, 1], [0, 6]), itemCount: 12));
        var counts = new int[13];
        CounterRandom random = CounterRandom.Create(1);

        for (int i = 0; i < 8000; i++)
        {
            counts[items.Draw(0, target: 2, ref random)]++;
        }

        // A share of 1/8 of 8000 has a standard deviation of 30.
        int[] unseen = [3, 4, 6, 7, 8, 10, 11, 12];
        Assert.Equal(8000, unseen.Sum(item => counts[item]));
        Assert.All(unseen, item => Assert.InRange(counts[item], 880, 1120));
    }

    [Fact]
    public void Draw_UserWhoHadAllButOne_GivesThatOne()
    {
        CounterRandom random = CounterRandom.Create(1);
        for (int missing = 1; missing <= 5; missing++)
        {
            int[] had = Enumerable.Range(1, 5).Where(item => item != missing).ToArray();
            var items = new UnseenItems(new TrainingSplit(new ItemSequences(had, [0, 4]), itemCount: 5));

            Assert.Equal(missing, items.Draw(0, target: had[0], ref random));
        }
    }

    [Fact]
    public void Draw_UserWhoHadAll_GivesAnyButTheTarget()
    {
        var items = new UnseenItems(new TrainingSplit(new ItemSequences([3, 1, 2, 4], [0, 4]), itemCount: 4));
        CounterRandom random = CounterRandom.Create(1);

        for (int target = 1; target <= 4; target++)
        {
            int[] drawn = Enumerable.Range(0, 200).Select(_ => items.Draw(0, target, ref random)).Distinct().Order().ToArray();
            Assert.Equal(Enumerable.Range(1, 4).Where(item => item != target), drawn);
        }
    }

    [Fact]
    public void Draw_UserWhoHadNothing_GivesAnyItem()
    {
        var items = new UnseenItems(new TrainingSplit(new ItemSequences([2], [0, 0, 1]), itemCount: 3));
        CounterRandom random = CounterRandom.Create(1);

        Assert.Equal([1, 2, 3], Enumerable.Range(0, 100).Select(_ => items.Draw(0, target: 1, ref random)).Distinct().Order());
    }
}
