using SraCl.Randomness;
using SraCl.Semantic.Retrieval;

namespace SraCl.Semantic.Tests.Retrieval;

public sealed class TopRowsTests
{
    private const int Absent = -1;

    [Fact]
    public void Add_AnyOrder_KeepsTheGreatestScoresThenTheSmallestRows()
    {
        const int Rows = 60;
        float[] scores = [-0.75f, -1e-30f, -0.0f, 0, float.Epsilon, 0.5f, 1];
        CounterRandom random = CounterRandom.Create(31);
        for (int round = 0; round < 50; round++)
        {
            float[] offered = Enumerable.Range(0, Rows).Select(_ => scores[random.NextInt32(scores.Length)]).ToArray();
            int[] order = Enumerable.Range(0, Rows).OrderBy(_ => random.NextUInt64()).ToArray();
            var top = new TopRows(3, 8);
            foreach (int row in order)
            {
                if (top.Wants(1, offered[row], row))
                {
                    top.Add(1, offered[row], row);
                }
            }

            int[] expected = Enumerable.Range(0, Rows).OrderByDescending(row => offered[row]).ThenBy(row => row).Take(8).ToArray();
            Assert.Equal(expected, Copy(top, 1, 0, 8));
            Assert.Equal(expected[2..], Copy(top, 1, 2, 6));
            Assert.Equal(offered[expected[^1]], top.Bounds[1]);
            Assert.All([0, 2], query => Assert.Equal(Enumerable.Repeat(Absent, 8), Copy(top, query, 0, 8)));
        }
    }

    [Fact]
    public void Wants_ListNotFull_WantsEveryNumber()
    {
        var top = new TopRows(1, 2);
        top.Add(0, 1, 5);

        Assert.Equal(float.NegativeInfinity, top.Bounds[0]);
        Assert.True(top.Wants(0, -1, int.MaxValue));
        Assert.False(top.Wants(0, float.NaN, 0));
        Assert.False(top.Wants(0, -float.NaN, 0));
        Assert.Equal([5, Absent], Copy(top, 0, 0, 2));
    }

    [Fact]
    public void Wants_EqualScores_WantsSmallerRowsOnly()
    {
        var top = new TopRows(1, 2);
        top.Add(0, 0, 4);
        top.Add(0, -0.0f, 6);

        Assert.True(top.Wants(0, -0.0f, 5));
        Assert.False(top.Wants(0, 0, 7));
        Assert.False(top.Wants(0, -float.Epsilon, 0));
        top.Add(0, 0, 7); // Wanted when another thread asked, no longer when it adds.
        Assert.Equal([4, 6], Copy(top, 0, 0, 2));
    }

    [Fact]
    public void Add_ManyThreads_KeepsTheSameRows()
    {
        const int Rows = 2000;
        const int Threads = 4;
        const int Capacity = Rows - 100; // Hardly a row may be lost, and places must be made for long.
        CounterRandom random = CounterRandom.Create(32);
        float[] scores = Enumerable.Range(0, Rows).Select(row => (float)((row + random.NextInt32(200)) / 50)).ToArray();
        int[] expected = Enumerable.Range(0, Rows).OrderByDescending(row => scores[row]).ThenBy(row => row).Take(Capacity).ToArray();
        for (int round = 0; round < 5; round++)
        {
            var top = new TopRows(2, Capacity);
            var threads = new Thread[Threads];
            using var start = new Barrier(Threads);
            for (int thread = 0; thread < Threads; thread++)
            {
                int first = thread;
                threads[thread] = new Thread(() =>
                {
                    start.SignalAndWait();
                    for (int row = first; row < Rows; row += Threads)
                    {
                        top.Add(row % 2, scores[row], row);
                        top.Add(1 - (row % 2), scores[row], row);
                    }
                });
                threads[thread].Start();
            }

            Assert.All(threads, thread => thread.Join());
            Assert.All([0, 1], query => Assert.Equal(expected, Copy(top, query, 0, Capacity)));
        }
    }

    private static int[] Copy(TopRows top, int query, int skipped, int count)
    {
        int[] rows = Enumerable.Repeat(Absent, count).ToArray();
        top.CopyRows(query, skipped, rows);
        return rows;
    }
}
