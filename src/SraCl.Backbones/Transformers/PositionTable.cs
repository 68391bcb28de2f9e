using SraCl.Encoders;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SraCl.Backbones.Transformers;

/// <summary>The vectors of the positions.</summary>
internal sealed class PositionTable
{
    private readonly Embedding _positions;
    private readonly PositionOrder _order;
    private readonly int _maxLength;
    private readonly int _width;

    public PositionTable(nn.Module owner, TransformerOptions options)
    {
        _order = options.Positions;
        _maxLength = options.MaxLength;
        _width = options.HiddenSize;
        _positions = Embedding(options.MaxLength, options.HiddenSize).DetachFromDisposeScope();
        owner.register_module("position_embedding", _positions);
    }

    /// <summary>Looks up the vector of every slot's position.</summary>
    /// <param name="sequences">The sequences, none longer than there are positions.</param>
    /// <returns>Vectors, <c>[T, D]</c>; those of padding have no meaning.</returns>
    public Tensor Look(PackedSequences sequences)
    {
        var parts = new Tensor[sequences.Runs.Count];
        long slot = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            SequenceRun run = sequences.Runs[i];
            parts[i] = _order == PositionOrder.FromNewest ? Same(run, _maxLength - run.Length)
                : run.HasPadding ? _positions.call(FromOldest(sequences.Items.narrow(0, slot, run.Slots), run))
                : Same(run, 0); // [b·l, D] each
            slot += run.Slots;
        }

        return cat(parts);
    }

    /// <summary>The same positions for every sequence of a run.</summary>
    private Tensor Same(SequenceRun run, int first) =>
        _positions.weight!.narrow(0, first, run.Length).expand(run.Count, run.Length, _width).reshape(run.Slots, _width); // [b·l, D]

    /// <summary>Positions of rows with padding: from the oldest item on every slot counts, so that an id 0 inside a sequence stays where it is.</summary>
    private static Tensor FromOldest(Tensor items, SequenceRun run)
    {
        Tensor begun = items.view(run.Count, run.Length).ne(0L).cumsum(1).gt(0L); // [b, l]
        return (begun.cumsum(1) - 1L).clamp(min: 0L).reshape(-1); // [b·l]
    }
}
