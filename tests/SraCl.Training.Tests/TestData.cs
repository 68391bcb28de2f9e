using SraCl.Randomness;
using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Training.Tests;

/// <summary>Random vectors and cases, the same in every run.</summary>
internal static class TestData
{
    public static float[,] Vectors(int rows, int columns, long seed) => Fill(rows, columns, seed, random => (float)((random.NextDouble() * 2) - 1));

    /// <summary>Vectors of small integers: their products are exact in any order, and ties are frequent.</summary>
    public static float[,] IntegerVectors(int rows, int columns, long seed) => Fill(rows, columns, seed, random => (int)(random.NextDouble() * 5) - 2);

    /// <summary>Users with 2 to 30 items, repeats included; the last item of each is the target.</summary>
    public static EvaluationSplit Split(int users, int itemCount, long seed)
    {
        CounterRandom random = CounterRandom.Create(seed).Derive("split");
        var items = new List<int>();
        var offsets = new List<int> { 0 };
        for (int user = 0; user < users; user++)
        {
            int length = 2 + (int)(random.NextDouble() * 29);
            for (int i = 0; i < length; i++)
            {
                items.Add(1 + (int)(random.NextDouble() * itemCount));
            }

            offsets.Add(items.Count);
        }

        var sequences = new ItemSequences([.. items], [.. offsets]);
        return new EvaluationSplit("test", sequences, Enumerable.Range(0, users).Select(user => new SequenceWindow(user, sequences.Length(user) - 1)));
    }

    public static EvaluationSplit Split(params int[][] users)
    {
        int[] offsets = [0, .. users.Select((_, user) => users.Take(user + 1).Sum(items => items.Length))];
        var sequences = new ItemSequences(users.SelectMany(items => items).ToArray(), offsets);
        return new EvaluationSplit("test", sequences, users.Select((items, user) => new SequenceWindow(user, items.Length - 1)));
    }

    private static float[,] Fill(int rows, int columns, long seed, Func<CounterRandomSource, float> draw)
    {
        var source = new CounterRandomSource(seed);
        var values = new float[rows, columns];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                values[row, column] = draw(source);
            }
        }

        return values;
    }

    private sealed class CounterRandomSource(long seed)
    {
        private CounterRandom _random = CounterRandom.Create(seed).Derive("vectors");

        public double NextDouble() => _random.NextDouble();
    }
}
