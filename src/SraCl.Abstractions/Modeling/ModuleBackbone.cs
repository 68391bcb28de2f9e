using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Modeling;

/// <summary>Makes a backbone of any TorchSharp module that turns item ids into hidden states.</summary>
/// <remarks>
/// <para>
/// The module takes ids, int64 <c>[B, L]</c> with 0 as padding on its side of choice, and returns either the state of every slot,
/// <c>[B, L, D]</c>, of which the newest item's is the representation, or the representation itself, <c>[B, D]</c>. Scores over items are not
/// wanted: they are products with the item vectors. As with every backbone, sequences of a call must not influence each other (no
/// BatchNorm), and a row of padding alone must give finite numbers.
/// </para>
/// <para>
/// Adds no parameters and does not own the module: whoever made the module disposes it. Thread-safety: as <see cref="ISequenceBackbone"/> says.
/// </para>
/// </remarks>
public sealed class ModuleBackbone : ISequenceBackbone
{
    private readonly nn.Module<Tensor, Tensor> _module;
    private readonly Func<Tensor> _itemVectors;
    private readonly ModuleBackboneOptions _options;

    /// <summary>Wraps a module.</summary>
    /// <param name="module">The module, initialized and with every part registered.</param>
    /// <param name="itemVectors">
    /// Gets the vectors that representations are scored with, <c>[N, D]</c>, row i belonging to item i + 1; called whenever they are needed.
    /// The padding row is no item: <c>() => model.Items.weight!.narrow(0, 1, itemCount)</c>.
    /// </param>
    /// <param name="options">What cannot be seen from outside.</param>
    /// <exception cref="ArgumentException">The module has no parameters, or the item vectors are no matrix.</exception>
    public ModuleBackbone(nn.Module<Tensor, Tensor> module, Func<Tensor> itemVectors, ModuleBackboneOptions options)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(itemVectors);
        ArgumentNullException.ThrowIfNull(options);
        if (!module.parameters().Any())
        {
            throw new ArgumentException(
                $"{module.GetType().Name} has no parameters, so there is nothing to train. Call RegisterComponents() or register_module(...) in its constructor.", nameof(module));
        }

        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        long[] shape = itemVectors().shape;
        if (shape is not [>= 1, >= 1])
        {
            throw new ArgumentException($"The item vectors are {Text(shape)}; expected [N, D]: one row for each of the N items, without the padding row.", nameof(itemVectors));
        }

        ItemCount = (int)shape[0];
        HiddenSize = (int)shape[1];
        _module = module;
        _itemVectors = itemVectors;
        _options = options;
    }

    /// <inheritdoc/>
    public nn.Module Module => _module;

    /// <inheritdoc/>
    public int ItemCount { get; }

    /// <inheritdoc/>
    public int HiddenSize { get; }

    /// <inheritdoc/>
    public int MaxLength => _options.MaxLength;

    /// <summary>Gets whether the module sees fewer slots where all sequences of a call are shorter.</summary>
    internal bool CropsPadding => _options.CropPadding;

    /// <inheritdoc/>
    /// <exception cref="SraClException">The module returned a tensor of another shape.</exception>
    public Tensor Encode(Tensor items)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor placed, Tensor? lengths) = Place(items);
        Tensor states = Call(placed); // [B, D] or [B, M, D]
        if (states.dim() == 3)
        {
            states = lengths is null
                ? states.select(1, states.size(1) - 1) // [B, D]
                : Pick(states, (lengths - 1L).clamp(min: 0L)).squeeze(1); // [B, D]
        }

        return states.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The module returns one state a sequence.</exception>
    /// <exception cref="SraClException">The module returned a tensor of another shape.</exception>
    public Tensor EncodePositions(Tensor items)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor placed, Tensor? lengths) = Place(items);
        Tensor states = Call(placed); // [B, M, D]
        if (states.dim() == 2)
        {
            throw new NotSupportedException(
                $"{_module.GetType().Name} gives one state a sequence. Use an objective that needs only the last position, or let the module return [B, L, D].");
        }

        long length = items.size(1);
        states = lengths is null
            ? states.narrow(1, states.size(1) - length, length) // [B, L, D]
            : Pick(states, (Slots(items) + lengths).remainder(length)); // [B, L, D]
        return states.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor ItemVectors() => _itemVectors();

    /// <summary>Puts rows where the module expects them.</summary>
    /// <param name="items">Left-padded ids, int64 <c>[B, L]</c>.</param>
    /// <returns>Ids <c>[B, M]</c>, M being L or the module's full length; for padding on the right also the length of each row, int64 <c>[B, 1]</c>.</returns>
    private (Tensor Placed, Tensor? Lengths) Place(Tensor items)
    {
        ArgumentNullException.ThrowIfNull(items);
        long length = items.size(1);
        if (length > MaxLength)
        {
            throw new ArgumentException($"Got {length} slots; this backbone takes {MaxLength}. Cut sequences to their newest {MaxLength} items.", nameof(items));
        }

        Tensor? padding = _options.CropPadding || length == MaxLength
            ? null
            : zeros(items.size(0), MaxLength - length, dtype: ScalarType.Int64, device: items.device); // [B, M - L]
        if (_options.Padding == PaddingSide.Left)
        {
            return (padding is null ? items : cat([padding, items], 1), null);
        }

        // From the oldest item on every slot counts, so that an id 0 inside a sequence stays where it is.
        Tensor lengths = items.ne(0L).cumsum(1).gt(0L).sum(1, keepdim: true); // [B, 1]
        Tensor shifted = items.gather(1, (Slots(items) - lengths).remainder(length)); // [B, L]
        return (padding is null ? shifted : cat([shifted, padding], 1), lengths);
    }

    private Tensor Call(Tensor items)
    {
        Tensor states = _module.call(items);
        long[] given = items.shape;
        long[] returned = states.shape;
        long[] representations = [given[0], HiddenSize];
        long[] positions = [given[0], given[1], HiddenSize];
        return returned.AsSpan().SequenceEqual(representations) || returned.AsSpan().SequenceEqual(positions)
            ? states
            : throw new SraClException(
                $"{_module.GetType().Name} was given ids {Text(given)} and returned {Text(returned)}; expected one representation a sequence, {Text(representations)}, "
                + $"or the state of every slot, {Text(positions)}. The last size is the width of the item vectors: return hidden states of that width, not scores of items.");
    }

    /// <summary>Takes the states of some slots of every row, <c>[B, S]</c> of them.</summary>
    private static Tensor Pick(Tensor states, Tensor slots)
    {
        long rows = states.size(0);
        long width = states.size(2);
        Tensor starts = arange(rows, dtype: ScalarType.Int64, device: states.device).unsqueeze(1) * states.size(1); // [B, 1]
        Tensor picked = states.reshape(-1, width).index_select(0, (starts + slots).view(-1)); // [B · S, D]
        return picked.view(rows, slots.size(1), width); // [B, S, D]
    }

    private static Tensor Slots(Tensor items) => arange(items.size(1), dtype: ScalarType.Int64, device: items.device); // [L]

    private static string Text(long[] shape) => $"[{string.Join(", ", shape)}]";
}
