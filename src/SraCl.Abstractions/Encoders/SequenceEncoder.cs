using SraCl.Batching;
using SraCl.Modeling;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Encoders;

/// <summary>
/// Encodes ragged sequences with a backbone: sorts them by length, pads each length group only as far as it needs, encodes the groups
/// (in one call if the backbone is an <see cref="IPackedBackbone"/>, in one call each otherwise) and puts the results back in order.
/// </summary>
/// <remarks>
/// Equal to one call over all sequences padded to the full length, up to rounding and the order of dropout draws, because
/// a backbone has no operation across sequences (<see cref="ISequenceBackbone"/>). Not safe for concurrent use.
/// </remarks>
public sealed class SequenceEncoder
{
    /// <summary>What one more group costs, in slots. A group pays its fixed price per operator call, so tiny groups do not pay off.</summary>
    private const int GroupCost = 128;

    /// <summary>The same for a backbone that encodes all groups in one call, where only attention goes group by group.</summary>
    private const int PackedGroupCost = 24;

    /// <summary>The same for a backbone that pads every group to its full length again: one group, as more save nothing.</summary>
    private const int FullGroupCost = int.MaxValue;

    private readonly ISequenceBackbone _backbone;
    private readonly IPackedBackbone? _packedBackbone;
    private readonly Device _device;
    private readonly LengthGroups _groups;
    private readonly List<SequenceRun> _runs = [];
    private int[] _lengths = [];

    /// <summary>Creates an encoder.</summary>
    /// <param name="backbone">The backbone.</param>
    /// <param name="device">The device its parameters are on.</param>
    public SequenceEncoder(ISequenceBackbone backbone, Device device)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(device);
        _backbone = backbone;
        _packedBackbone = backbone as IPackedBackbone;
        _device = device;
        _groups = new LengthGroups(backbone switch
        {
            IPackedBackbone => PackedGroupCost,
            ModuleBackbone { CropsPadding: false } => FullGroupCost,
            _ => GroupCost,
        });
    }

    /// <summary>Gets what encodes on several threads; null to encode on the calling one.</summary>
    internal ConcurrentEncoder? Concurrent { get; init; }

    /// <summary>Encodes several lists of sequences together, as if each had been encoded alone.</summary>
    /// <param name="sources">The lists; each row is cut to its newest <see cref="ISequenceBackbone.MaxLength"/> items.</param>
    /// <param name="output">Which states are wanted; the same for all lists.</param>
    /// <returns>One tensor a list: <c>[R, D]</c>, or <c>[T, D]</c> packed for <see cref="EncodingOutput.Positions"/>.</returns>
    public Tensor[] Encode(IReadOnlyList<RaggedSequences> sources, EncodingOutput output = EncodingOutput.Last)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ReadOnlySpan<int> lengths = Lengths(sources);
        var results = new Tensor[sources.Count];
        if (lengths.Length == 0)
        {
            for (int i = 0; i < results.Length; i++)
            {
                results[i] = zeros(0, _backbone.HiddenSize, device: _device);
            }

            return results;
        }

        _groups.Divide(lengths, _backbone.MaxLength);
        using DisposeScope scope = NewDisposeScope();
        Tensor ids = PackGroups(sources, lengths).to(_device); // [slots]
        Tensor states = _packedBackbone is null ? EncodeGroups(ids, output) : EncodePacked(new PackedSequences(ids, _runs), output); // [rows, D] by length, or [slots, D]
        Tensor order = (output == EncodingOutput.Last ? RowOrder() : ItemOrder(lengths)).to(_device);
        Tensor inOrder = states.index_select(0, order); // [R, D] or [T, D] in the order of the sources
        long start = 0;
        for (int i = 0; i < results.Length; i++)
        {
            long count = output == EncodingOutput.Last ? sources[i].Count : CountItems(sources[i]);
            results[i] = (results.Length == 1 ? inOrder : inOrder.narrow(0, start, count)).MoveToOuterDisposeScope();
            start += count;
        }

        return results;
    }

    /// <summary>Encodes one list of sequences.</summary>
    /// <param name="source">The list.</param>
    /// <param name="output">Which states are wanted.</param>
    /// <returns><c>[R, D]</c>, or <c>[T, D]</c> packed for <see cref="EncodingOutput.Positions"/>.</returns>
    public Tensor Encode(RaggedSequences source, EncodingOutput output = EncodingOutput.Last) => Encode([source], output)[0];

    /// <summary>The length of every row of every list, cut to what the backbone encodes.</summary>
    private ReadOnlySpan<int> Lengths(IReadOnlyList<RaggedSequences> sources)
    {
        int rows = 0;
        foreach (RaggedSequences source in sources)
        {
            if (_lengths.Length < rows + source.Count)
            {
                Array.Resize(ref _lengths, Math.Max(rows + source.Count, 2 * _lengths.Length));
            }

            for (int row = 0; row < source.Count; row++)
            {
                _lengths[rows++] = Math.Min(source.Length(row), _backbone.MaxLength);
            }
        }

        return _lengths.AsSpan(0, rows);
    }

    private Tensor EncodePacked(PackedSequences sequences, EncodingOutput output) =>
        Concurrent is null ? _packedBackbone!.EncodePacked(sequences, output) : Concurrent.Encode(sequences, output);

    private Tensor EncodeGroups(Tensor ids, EncodingOutput output)
    {
        var parts = new Tensor[_groups.Groups.Length];
        long slot = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            LengthGroups.Group group = _groups.Groups[i];
            long slots = (long)group.Count * group.Length;
            Tensor items = ids.narrow(0, slot, slots).view(group.Count, group.Length); // [b, l]
            parts[i] = output == EncodingOutput.Last
                ? _backbone.Encode(items) // [b, D]
                : _backbone.EncodePositions(items).reshape(slots, _backbone.HiddenSize); // [b·l, D]
            slot += slots;
        }

        return parts.Length == 1 ? parts[0] : cat(parts, 0);
    }

    /// <summary>Writes every group's left-padded ids one after the other into one tensor: one copy to the device a step.</summary>
    private Tensor PackGroups(IReadOnlyList<RaggedSequences> sources, ReadOnlySpan<int> lengths)
    {
        long slots = 0;
        foreach (LengthGroups.Group group in _groups.Groups)
        {
            slots += (long)group.Count * group.Length;
        }

        _runs.Clear();
        Tensor ids = IdTensor.Create(slots, out Span<long> target);
        foreach (LengthGroups.Group group in _groups.Groups)
        {
            Span<long> ofGroup = target[..(group.Count * group.Length)];
            target = target[ofGroup.Length..];
            Span<long> left = ofGroup;
            foreach (int row in _groups.Order.Slice(group.Start, group.Count))
            {
                ReadOnlySpan<int> items = Row(sources, row)[^lengths[row]..];
                left[..(group.Length - items.Length)].Clear();
                for (int i = 0; i < items.Length; i++)
                {
                    left[group.Length - items.Length + i] = items[i];
                }

                left = left[group.Length..];
            }

            _runs.Add(new SequenceRun(group.Count, group.Length, HasPadding: ofGroup.Contains(0)));
        }

        return ids;
    }

    /// <summary>For each row, in the order of the sources, where its state stands in the encoded groups.</summary>
    private Tensor RowOrder()
    {
        ReadOnlySpan<int> order = _groups.Order;
        Tensor tensor = IdTensor.Create(order.Length, out Span<long> places);
        for (int place = 0; place < order.Length; place++)
        {
            places[order[place]] = place;
        }

        return tensor;
    }

    /// <summary>For each item of each row, in the order of the sources, the slot its state stands in.</summary>
    private Tensor ItemOrder(ReadOnlySpan<int> lengths)
    {
        var rowEnds = new long[lengths.Length];
        long slot = 0;
        long total = 0;
        foreach (LengthGroups.Group group in _groups.Groups)
        {
            foreach (int row in _groups.Order.Slice(group.Start, group.Count))
            {
                slot += group.Length;
                rowEnds[row] = slot;
                total += lengths[row];
            }
        }

        Tensor tensor = IdTensor.Create(total, out Span<long> places);
        int next = 0;
        for (int row = 0; row < lengths.Length; row++)
        {
            for (int i = lengths[row]; i > 0; i--)
            {
                places[next++] = rowEnds[row] - i;
            }
        }

        return tensor;
    }

    private long CountItems(RaggedSequences source)
    {
        long items = 0;
        for (int row = 0; row < source.Count; row++)
        {
            items += Math.Min(source.Length(row), _backbone.MaxLength);
        }

        return items;
    }

    private static ReadOnlySpan<int> Row(IReadOnlyList<RaggedSequences> sources, int row)
    {
        int source = 0;
        while (row >= sources[source].Count)
        {
            row -= sources[source++].Count;
        }

        return sources[source][row];
    }
}
