using System.Globalization;
using SraCl.Randomness;
using SraCl.Sequences;

namespace SraCl.Benchmarks.Workloads;

/// <summary>Data of the size and the sequence lengths of Amazon Beauty (5-core), for runs without a file.</summary>
internal static class SyntheticShop
{
    private const int Users = 22_363;
    private const int ItemCount = 12_101;

    /// <summary>Beauty's users by length: this share (in percent) has at most that many events.</summary>
    private static readonly (double Percent, int Length)[] Lengths =
    [
        (30, 5), (50, 6), (60, 7), (70, 8), (75, 9), (80, 10), (85, 12), (90, 14), (95, 21), (97, 26), (98, 32), (99, 43), (99.5, 56), (99.9, 98), (100, 204),
    ];

    public static SequenceDataset Create()
    {
        CounterRandom random = CounterRandom.Create(2024);
        var offsets = new int[Users + 1];
        for (int user = 0; user < Users; user++)
        {
            double percent = 100 * random.NextDouble();
            offsets[user + 1] = offsets[user] + Lengths.First(entry => percent <= entry.Percent).Length;
        }

        var sequence = new int[offsets[^1]];
        for (int i = 0; i < sequence.Length; i++)
        {
            // Cubing a uniform number makes a few items popular, as in shops.
            double draw = random.NextDouble();
            sequence[i] = 1 + (int)(draw * draw * draw * ItemCount);
        }

        return new SequenceDataset(Names(Users), new IdMap(Names(ItemCount)), sequence, offsets);
    }

    private static string[] Names(int count) =>
        Enumerable.Range(1, count).Select(number => number.ToString(CultureInfo.InvariantCulture)).ToArray();
}
