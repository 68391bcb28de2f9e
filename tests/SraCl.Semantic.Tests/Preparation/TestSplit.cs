using SraCl.Randomness;
using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Semantic.Tests.Preparation;

/// <summary>Small data sets, split by leaving the last two items of every user out.</summary>
internal static class TestSplit
{
    /// <summary>Makes users with three to ten random items; poison replaces the last two of each, or the last alone where one is hidden.</summary>
    public static DatasetSplit Make(int itemCount, bool poison = false, int hidden = 2)
    {
        CounterRandom random = CounterRandom.Create(5);
        var items = new List<int>();
        var offsets = new List<int> { 0 };
        for (int user = 0; user < 12; user++)
        {
            int length = 3 + random.NextInt32(8);
            items.AddRange(Enumerable.Range(0, length).Select(_ => 1 + random.NextInt32(itemCount)));
            offsets.Add(items.Count);
            for (int i = items.Count - hidden; poison && i < items.Count; i++)
            {
                items[i] = 1 + (items[i] % itemCount);
            }
        }

        return Split([.. items], [.. offsets], itemCount);
    }

    public static DatasetSplit Split(int[] items, int[] offsets, int itemCount)
    {
        var sequences = new ItemSequences(items, offsets);
        return new DatasetSplit("test", new TrainingSplit(Without(2), itemCount), Evaluation("validation", Without(1)), Evaluation("test", sequences));

        ItemSequences Without(int count) => sequences.Truncate(Enumerable.Range(0, sequences.Count).Select(user => sequences.Length(user) - count).ToArray());

        EvaluationSplit Evaluation(string name, ItemSequences visible) =>
            new(name, visible, Enumerable.Range(0, visible.Count).Select(user => new SequenceWindow(user, visible.Length(user) - 1)));
    }
}
