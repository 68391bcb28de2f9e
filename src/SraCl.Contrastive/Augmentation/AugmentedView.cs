using SraCl.Batching;
using SraCl.Randomness;

namespace SraCl.Contrastive.Augmentation;

/// <summary>One of the two views of each sample's input: cropped, masked or reordered. Written to memory of its own; the training sequences stay as they are.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class AugmentedView : BatchField<RaggedSequences>
{
    /// <summary>Both views of a sample ask this stream, and so agree on who takes which operator.</summary>
    private const string OperatorStream = "CL4SRec operators";

    private const int Operators = 3;

    private readonly bool _isSecond;
    private readonly double _cropShare;
    private readonly double _maskShare;
    private readonly double _reorderShare;
    private readonly bool _areDifferent;
    private readonly int _mask;

    /// <summary>Creates a view.</summary>
    /// <param name="isSecond">Whether it is the second view.</param>
    /// <param name="options">How views are made.</param>
    /// <param name="mask">The id that hides an item; 0 is padding.</param>
    public AugmentedView(bool isSecond, Cl4SRecOptions options, int mask)
        : base(isSecond ? "CL4SRec view 2" : "CL4SRec view 1")
    {
        _isSecond = isSecond;
        _cropShare = options.CropShare;
        _maskShare = options.MaskShare;
        _reorderShare = options.ReorderShare;
        _areDifferent = options.Operators == OperatorDraw.Different;
        _mask = mask;
    }

    protected override RaggedSequences CreateBuffer() => new();

    protected override void Fill(in BatchSamples samples, RaggedSequences buffer)
    {
        buffer.Clear();
        for (int row = 0; row < samples.Count; row++)
        {
            ReadOnlySpan<int> history = samples.History(row);
            if (history.Length == 1)
            {
                buffer.Add(history);
                continue;
            }

            CounterRandom random = samples.Random(row, Name);
            switch (DrawOperator(samples.Random(row, OperatorStream)))
            {
                case SequenceOperator.Crop:
                    int kept = Math.Max(1, Share(_cropShare, history.Length));
                    buffer.Add(history.Slice(random.NextInt32(history.Length - kept + 1), kept));
                    break;
                case SequenceOperator.Mask:
                    Hide(history, samples.MaxLength, buffer, ref random);
                    break;
                default:
                    Span<int> view = buffer.Append(history.Length);
                    history.CopyTo(view);
                    int shuffled = Share(_reorderShare, history.Length);
                    random.Shuffle(view.Slice(random.NextInt32(history.Length - shuffled + 1), shuffled));
                    break;
            }
        }
    }

    private SequenceOperator DrawOperator(CounterRandom random)
    {
        int first = random.NextInt32(Operators);
        if (!_isSecond)
        {
            return (SequenceOperator)first;
        }

        return (SequenceOperator)(_areDifferent ? (first + 1 + random.NextInt32(Operators - 1)) % Operators : random.NextInt32(Operators));
    }

    private void Hide(ReadOnlySpan<int> history, int maxLength, RaggedSequences buffer, ref CounterRandom random)
    {
        int left = Share(_maskShare, history.Length);
        if (left == history.Length && _mask == 0)
        {
            // Padding attends to padding, so that the number of slots shows in the representation (SRA-CL spec D13).
            buffer.Append(maxLength).Clear();
            return;
        }

        Span<int> view = buffer.Append(history.Length);
        history.CopyTo(view);
        for (int i = 0; i < view.Length; i++)
        {
            // Selection sampling: every set of `left` items is equally likely.
            if (random.NextInt32(view.Length - i) < left)
            {
                view[i] = _mask;
                left--;
            }
        }
    }

    /// <summary>⌊share · length⌋, where a product that is whole but for rounding, such as 0.7 · 10, counts as whole.</summary>
    private static int Share(double share, int length) => (int)Math.Floor((share * length) + 1e-9);
}
