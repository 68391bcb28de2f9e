using SraCl.Randomness;
using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Contrastive.SameTarget;

/// <summary>All prefixes of a training split, by the item that comes after them.</summary>
/// <remarks>Whatever windows a run trains on, the positives come from all prefixes. Immutable, hence safe for concurrent use.</remarks>
internal sealed class SameTargetIndex
{
    private readonly ItemSequences _sequences;
    private readonly int[] _starts; // Target t owns _windows[_starts[t] .. _starts[t + 1]], in the order of users and ends.
    private readonly SequenceWindow[] _windows;

    public SameTargetIndex(TrainingSplit train)
    {
        _sequences = train.Sequences;
        _starts = new int[train.ItemCount + 2];
        for (int user = 0; user < _sequences.Count; user++)
        {
            for (int end = 1; end < _sequences.Length(user); end++)
            {
                _starts[_sequences[user][end] + 1]++;
            }
        }

        for (int target = 0; target <= train.ItemCount; target++)
        {
            _starts[target + 1] += _starts[target];
        }

        _windows = new SequenceWindow[_starts[^1]];
        int[] next = [.. _starts];
        for (int user = 0; user < _sequences.Count; user++)
        {
            for (int end = 1; end < _sequences.Length(user); end++)
            {
                _windows[next[_sequences[user][end]]++] = new SequenceWindow(user, end);
            }
        }
    }

    /// <summary>Draws another prefix with the same target, each equally likely; the sample itself when there is none.</summary>
    public SequenceWindow Draw(SequenceWindow sample, ref CounterRandom random)
    {
        int target = _sequences[sample.User][sample.End];
        ReadOnlySpan<SequenceWindow> same = _windows.AsSpan(_starts[target].._starts[target + 1]);
        if (same.Length == 1)
        {
            return sample;
        }

        int place = random.NextInt32(same.Length - 1);
        return same[place < PlaceOf(sample, same) ? place : place + 1];
    }

    /// <summary>Gets the newest items of a prefix.</summary>
    public ReadOnlySpan<int> Items(SequenceWindow window, int maxLength) => _sequences[window.User][Math.Max(0, window.End - maxLength)..window.End];

    private static int PlaceOf(SequenceWindow sample, ReadOnlySpan<SequenceWindow> windows)
    {
        int low = 0;
        int high = windows.Length - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            SequenceWindow other = windows[middle];
            if (other.User < sample.User || (other.User == sample.User && other.End < sample.End))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
