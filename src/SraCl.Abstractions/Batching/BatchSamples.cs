using SraCl.Randomness;
using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Batching;

/// <summary>The samples that a batch is being filled for, as the fields see them.</summary>
public readonly ref struct BatchSamples
{
    private readonly ReadOnlySpan<int> _indices;
    private readonly CounterRandom _random;

    /// <summary>Describes the samples of a batch.</summary>
    /// <param name="split">The training split.</param>
    /// <param name="windows">The samples' windows in the split's sequences.</param>
    /// <param name="indices">The samples' numbers in the run's sample list; they key the random streams.</param>
    /// <param name="maxLength">The number of newest items a sequence is cut to, at least 1.</param>
    /// <param name="random">The stream of the epoch.</param>
    /// <exception cref="ArgumentException">Windows and indices differ in number.</exception>
    public BatchSamples(TrainingSplit split, ReadOnlySpan<SequenceWindow> windows, ReadOnlySpan<int> indices, int maxLength, CounterRandom random)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 1);
        if (windows.Length != indices.Length)
        {
            throw new ArgumentException($"Got {windows.Length} windows but {indices.Length} indices.", nameof(indices));
        }

        Split = split;
        Windows = windows;
        MaxLength = maxLength;
        _indices = indices;
        _random = random;
    }

    /// <summary>Gets the training split that the windows refer to.</summary>
    public TrainingSplit Split { get; }

    /// <summary>Gets the samples' windows.</summary>
    public ReadOnlySpan<SequenceWindow> Windows { get; }

    /// <summary>Gets the number of newest items a sequence is cut to.</summary>
    public int MaxLength { get; }

    /// <summary>Gets the number of samples.</summary>
    public int Count => Windows.Length;

    /// <summary>Gets the number of a sample in the run's sample list, stable over epochs; tables that hold one row a sample are looked up by it.</summary>
    /// <param name="row">The sample's row in the batch.</param>
    /// <returns>The number.</returns>
    public int SampleIndex(int row) => _indices[row];

    /// <summary>Gets the input of a sample: its newest <see cref="MaxLength"/> known items, oldest first.</summary>
    /// <param name="row">The sample's row in the batch.</param>
    /// <returns>At least one item.</returns>
    public ReadOnlySpan<int> History(int row)
    {
        SequenceWindow window = Windows[row];
        return Split.Sequences[window.User][Math.Max(0, window.End - MaxLength)..window.End];
    }

    /// <summary>Gets the item that really came next.</summary>
    /// <param name="row">The sample's row in the batch.</param>
    /// <returns>The dense id of the target.</returns>
    public int Target(int row) => Split.Sequences[Windows[row].User][Windows[row].End];

    /// <summary>Gets the random stream of a sample for one field, independent of batch order and threads.</summary>
    /// <param name="row">The sample's row in the batch.</param>
    /// <param name="field">The field's name.</param>
    /// <returns>A stream keyed by (seed, epoch, sample, field), at its beginning.</returns>
    public CounterRandom Random(int row, string field) => _random.Derive(_indices[row]).Derive(field);
}
