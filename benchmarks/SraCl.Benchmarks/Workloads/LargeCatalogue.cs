using SraCl.Randomness;
using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Benchmarks.Workloads;

/// <summary>Sequences over a catalogue of any size, a training sample and a test case of each user.</summary>
internal static class LargeCatalogue
{
    private const int MinLength = 5;
    private const int MaxLength = 24;

    public static DatasetSplit Create(int itemCount, int users, int cases)
    {
        CounterRandom random = CounterRandom.Create(2024);
        var offsets = new int[users + 1];
        for (int user = 0; user < users; user++)
        {
            offsets[user + 1] = offsets[user] + MinLength + random.NextInt32(MaxLength - MinLength + 1);
        }

        var items = new int[offsets[^1]];
        for (int i = 0; i < items.Length; i++)
        {
            // Cubing a uniform number makes a few items popular, as in shops.
            double draw = random.NextDouble();
            items[i] = 1 + (int)(draw * draw * draw * itemCount);
        }

        var sequences = new ItemSequences(items, offsets);
        int[] lengths = Enumerable.Range(0, users).Select(user => sequences.Length(user) - 1).ToArray();
        var evaluation = new EvaluationSplit("newest", sequences, Enumerable.Range(0, Math.Min(users, cases)).Select(user => new SequenceWindow(user, lengths[user])));
        return new DatasetSplit("newest", new TrainingSplit(sequences.Truncate(lengths), itemCount), evaluation, evaluation);
    }
}
