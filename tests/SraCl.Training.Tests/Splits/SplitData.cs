using SraCl.Sequences;

namespace SraCl.Training.Tests.Splits;

internal static class SplitData
{
    /// <summary>Makes a data set of sequences of item ids, with a time for each when given.</summary>
    public static SequenceDataset Make(int[][] sequences, long[][]? times = null)
    {
        int[] offsets = [0, .. sequences.Select((_, user) => sequences.Take(user + 1).Sum(items => items.Length))];
        int[] flat = sequences.SelectMany(items => items).ToArray();
        return new SequenceDataset(
            sequences.Select((_, user) => $"u{user}").ToArray(),
            new IdMap(Enumerable.Range(1, flat.Max()).Select(id => $"i{id}")),
            flat,
            offsets,
            times?.SelectMany(own => own).ToArray());
    }

    public static string[] Show(ItemSequences sequences) =>
        Enumerable.Range(0, sequences.Count).Select(user => string.Join(' ', sequences[user].ToArray())).ToArray();
}
