using SraCl.Randomness;
using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Semantic.Prompts;

/// <summary>Draws training sequences that end with an item and show at least one item before it.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
internal sealed class ItemHistories
{
    private readonly int _maxHistories;
    private readonly int _maxItems;
    private readonly CounterRandom _random;
    private readonly int[] _offsets;
    private readonly (int User, int End)[] _occurrences;

    public ItemHistories(TrainingSplit train, ItemPromptOptions options)
    {
        _maxHistories = options.MaxHistories;
        _maxItems = options.MaxHistoryItems;
        _random = CounterRandom.Create(options.Seed).Derive("item histories");
        _offsets = new int[train.ItemCount + 2];
        ItemSequences sequences = train.Sequences;
        for (int user = 0; user < sequences.Count; user++)
        {
            foreach (int item in sequences[user][Math.Min(1, sequences.Length(user))..])
            {
                _offsets[item + 1]++;
            }
        }

        for (int item = 1; item < _offsets.Length; item++)
        {
            _offsets[item] += _offsets[item - 1];
        }

        int[] next = _offsets[..^1];
        _occurrences = new (int User, int End)[_offsets[^1]];
        for (int user = 0; user < sequences.Count; user++)
        {
            ReadOnlySpan<int> items = sequences[user];
            for (int position = 1; position < items.Length; position++)
            {
                _occurrences[next[items[position]]++] = (user, position + 1);
            }
        }
    }

    /// <summary>Draws the histories of an item: uniformly, none twice, the same for the same seed; in the order of users and times.</summary>
    public PromptSource[] Draw(int item)
    {
        (int User, int End)[] all = _occurrences[_offsets[item].._offsets[item + 1]];
        if (all.Length > _maxHistories)
        {
            CounterRandom random = _random.Derive(item);
            random.Shuffle<(int User, int End)>(all);
            Array.Resize(ref all, _maxHistories);
            Array.Sort(all);
        }

        return Array.ConvertAll(all, history => new PromptSource(history.User, Math.Max(0, history.End - _maxItems), history.End));
    }
}
