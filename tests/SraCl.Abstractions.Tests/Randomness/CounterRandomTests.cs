using SraCl.Randomness;

namespace SraCl.Abstractions.Tests.Randomness;

public class CounterRandomTests
{
    [Fact]
    public void NextUInt64_KnownKeys_GivesTheSameNumbersForEver()
    {
        // Computed with Python integers from the documented definition: the n-th number is mix(key + n * 0x9E3779B97F4A7C15) modulo 2^64.
        CounterRandom root = CounterRandom.Create(2024);
        Assert.Equal(10408667759918069152UL, root.NextUInt64());
        Assert.Equal(5661400481557059422UL, root.NextUInt64());
        Assert.Equal(2754421527686347369UL, root.NextUInt64());

        CounterRandom derived = CounterRandom.Create(2024).Derive(3).Derive("views");
        Assert.Equal(2250430473026976370UL, derived.NextUInt64());
        Assert.Equal(7980132712051590868UL, derived.NextUInt64());
    }

    [Fact]
    public void Derive_AfterDrawing_GivesTheSameStream()
    {
        CounterRandom fresh = CounterRandom.Create(1);
        CounterRandom used = CounterRandom.Create(1);
        used.NextUInt64();
        CounterRandom fromFresh = fresh.Derive(5);
        CounterRandom fromUsed = used.Derive(5);

        Assert.Equal(fromFresh.NextUInt64(), fromUsed.NextUInt64());
    }

    [Fact]
    public void Derive_ManyParts_GivesDifferentStreams()
    {
        CounterRandom root = CounterRandom.Create(7);

        Assert.Distinct(Enumerable.Range(-500, 1000).Select(part => First(root.Derive(part))).Concat([First(root), First(root.Derive("a")), First(root.Derive("b"))]));

        static ulong First(CounterRandom random) => random.NextUInt64();
    }

    [Fact]
    public void NextInt32_ManyDraws_AreUniform()
    {
        CounterRandom random = CounterRandom.Create(3);
        var counts = new int[7];
        for (int i = 0; i < 70_000; i++)
        {
            counts[random.NextInt32(7)]++;
        }

        // Six standard deviations of a binomial count around its mean of 10,000.
        Assert.All(counts, count => Assert.InRange(count, 10_000 - 556, 10_000 + 556));
        Assert.Equal(0, random.NextInt32(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextInt32(0));
    }

    [Fact]
    public void NextDouble_ManyDraws_StayBelowOneAndFillTheRange()
    {
        CounterRandom random = CounterRandom.Create(4);
        var draws = new double[10_000];
        for (int i = 0; i < draws.Length; i++)
        {
            draws[i] = random.NextDouble();
        }

        Assert.InRange(draws.Min(), 0, 0.01);
        Assert.InRange(draws.Max(), 0.99, Math.BitDecrement(1.0));

        // Six standard errors: 6 / sqrt(12 * 10,000).
        Assert.InRange(draws.Average(), 0.5 - 0.0174, 0.5 + 0.0174);
    }

    [Fact]
    public void Shuffle_ThreeValues_GivesEveryOrderEquallyOften()
    {
        CounterRandom random = CounterRandom.Create(5);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < 60_000; i++)
        {
            int[] values = [1, 2, 3];
            random.Shuffle<int>(values);
            string order = string.Concat(values);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 10_000 - 548, 10_000 + 548));
    }
}
