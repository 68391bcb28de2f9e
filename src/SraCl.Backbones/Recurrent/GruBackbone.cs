using SraCl.Encoders;
using SraCl.Modeling;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SraCl.Backbones.Recurrent;

/// <summary>
/// GRU4Rec (Hidasi et al., ICLR 2016 and CIKM 2018) on prefixes: a recurrence over the item vectors, whose state after the newest item is the representation.
/// </summary>
/// <remarks>
/// <para>
/// Architecture: e = Dropout(E[items]); h = GRU(e), layer after layer; Dropout; then RecBole's linear layer back to the width of the item vectors, where
/// it is asked for. Scores are products with the rows of E, or of a table of its own, and a bias where there is one.
/// </para>
/// <para>
/// The recurrence begins with the oldest item: padding before it takes no step, as RecBole's right padding takes none (the family of S3-Rec's code runs over
/// the padding, which is another model). An id 0 behind the oldest item is a step with the vector of padding. Deviations: the authors' code trains
/// session-parallel and cuts gradients after one step, here they flow through the whole sequence; with several layers dropout acts on the last
/// layer's state alone, the authors' on each layer's; the padding row begins as zeros.
/// </para>
/// <para>Thread-safety: as <see cref="ISequenceBackbone"/> says.</para>
/// </remarks>
public sealed class GruBackbone : Module<Tensor, Tensor>, IConcurrentBackbone
{
    private const string BiasName = "item_bias";

    private readonly GruOptions _options;

    [ComponentName(Name = "item_embedding")]
    private readonly Embedding _itemEmbedding;

    [ComponentName(Name = "gru")]
    private readonly GRU _gru;

    [ComponentName(Name = "dense")]
    private readonly Linear? _dense;

    [ComponentName(Name = "output_embedding")]
    private readonly Embedding? _outputEmbedding;

    /// <summary>Creates an initialised backbone on the CPU.</summary>
    /// <param name="itemCount">The number of items N; ids are 1..N.</param>
    /// <param name="options">The configuration; read once.</param>
    /// <param name="seed">The seed of the initial weights.</param>
    /// <exception cref="SraClException">The configuration is not valid.</exception>
    public GruBackbone(int itemCount, GruOptions options, long seed)
        : base(nameof(GruBackbone))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(itemCount, 1);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options = options.Copy();
        ItemCount = itemCount;
        _itemEmbedding = Embedding(itemCount + (options.MaskToken ? 2 : 1), options.EmbeddingSize, padding_idx: 0).DetachFromDisposeScope();
        _gru = GRU(options.EmbeddingSize, options.HiddenSize, options.Layers, options.RecurrentBias).DetachFromDisposeScope();
        _dense = options.Projection ? Linear(options.HiddenSize, options.EmbeddingSize) : null;
        _outputEmbedding = options.SeparateOutputTable ? Embedding(itemCount, options.RepresentationSize).DetachFromDisposeScope() : null;
        RegisterComponents();
        if (options.ItemBias)
        {
            Parameter bias = Parameter(zeros(itemCount));
            bias.DetachFromDisposeScope();
            register_parameter(BiasName, bias);
        }

        Initialize(seed);
    }

    /// <inheritdoc/>
    public nn.Module Module => this;

    /// <inheritdoc/>
    public int ItemCount { get; }

    /// <summary>Gets the width D of a representation: <see cref="GruOptions.EmbeddingSize"/> behind the projection, else <see cref="GruOptions.HiddenSize"/>.</summary>
    public int HiddenSize => _options.RepresentationSize;

    /// <inheritdoc/>
    public int MaxLength => _options.MaxLength;

    /// <inheritdoc/>
    public int? MaskToken => _options.MaskToken ? ItemCount + 1 : null;

    /// <inheritdoc/>
    public Tensor Encode(Tensor items) => call(items);

    /// <inheritdoc/>
    public Tensor EncodePositions(Tensor items) => EncodePacked(PaddedRun.Of(items), EncodingOutput.Positions).view(items.size(0), items.size(1), -1);

    /// <inheritdoc/>
    public Tensor EncodePacked(PackedSequences sequences, EncodingOutput output)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        CheckLengths(sequences);
        using DisposeScope scope = NewDisposeScope();
        RecurrentSlots slots = RecurrentSlots.Of(sequences, output);
        Tensor items = sequences.Items.index_select(0, slots.Sources); // [P]
        Tensor embedded = sequences.Dropout.Apply(_itemEmbedding.call(items), _options.EmbeddingDropout, training); // [P, E]
        Tensor states = Recur(embedded, slots.Segments).index_select(0, slots.Targets); // [R, H] or [T, H]
        states = sequences.Dropout.Apply(states, _options.HiddenDropout, training);
        return (_dense?.call(states) ?? states).MoveToOuterDisposeScope(); // [R, D] or [T, D]
    }

    /// <inheritdoc/>
    public IConcurrentBackbone CreateReplica() => new GruBackbone(ItemCount, _options, seed: 0);

    /// <inheritdoc/>
    public Tensor ItemVectors() => _outputEmbedding is null
        ? _itemEmbedding.weight!.narrow(0, 1, ItemCount) // [N, D]
        : _outputEmbedding.weight!.narrow(0, 0, ItemCount); // [N, D]

    /// <inheritdoc/>
    public Tensor? ItemBiases() => _options.ItemBias ? get_parameter(BiasName)!.view(ItemCount) : null; // Asked each time: moving a module replaces its parameters.

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> ItemTables() => _outputEmbedding is null
        ? [ItemVectors()]
        : [_itemEmbedding.weight!.narrow(0, 1, ItemCount), ItemVectors()];

    /// <summary>Encodes sequences into the representation that predicts the next item; the same as <see cref="Encode"/>.</summary>
    /// <param name="items">Left-padded ids, int64 <c>[B, L]</c>.</param>
    /// <returns>Representations <c>[B, D]</c>.</returns>
    public override Tensor forward(Tensor items) => EncodePacked(PaddedRun.Of(items), EncodingOutput.Last);

    /// <summary>Runs the recurrence segment after segment over the sequences that go on, <c>[P, E]</c> to <c>[P, H]</c>.</summary>
    private Tensor Recur(Tensor embedded, IReadOnlyList<RecurrentSlots.Segment> segments)
    {
        var parts = new Tensor[segments.Count];
        Tensor[] inputs = parts.Length == 1 ? [embedded] : embedded.split(segments.Select(segment => segment.Places).ToArray(), 0); // [m·r, E] each
        Tensor? state = null; // [layers, r, H]
        for (int i = 0; i < parts.Length; i++)
        {
            (int steps, int rows) = segments[i];
            state = state?.narrow(1, 0, rows).contiguous();
            (Tensor outputs, state) = _gru.call(inputs[i].view(steps, rows, -1), state); // [m, r, H]
            parts[i] = outputs.reshape(-1, _options.HiddenSize); // [m·r, H]
        }

        return parts.Length == 1 ? parts[0] : cat(parts, 0);
    }

    private void CheckLengths(PackedSequences sequences)
    {
        foreach (SequenceRun run in sequences.Runs)
        {
            if (run.Length > MaxLength)
            {
                throw new ArgumentException($"Got {run.Length} slots; this backbone is made for {MaxLength}. Cut sequences to their newest {MaxLength} items.", nameof(sequences));
            }
        }
    }

    private void Initialize(long seed)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using var generator = new Generator((ulong)seed);
        bool official = _options.Initialization == GruInitialization.Official;
        foreach ((string name, Parameter parameter) in named_parameters())
        {
            if (string.Equals(name, BiasName, StringComparison.Ordinal))
            {
                continue; // Zeros.
            }

            bool isMatrix = parameter.dim() == 2;
            bool ofGru = name.StartsWith("gru.", StringComparison.Ordinal);
            double sizes = isMatrix ? parameter.size(0) + parameter.size(1) : 0;
            if (official)
            {
                // Each of the three gates is a matrix of its own, [H, inputs].
                double gate = ofGru && isMatrix ? sizes - (2 * _options.HiddenSize) : sizes;
                Uniform(parameter, isMatrix ? Math.Sqrt(6 / gate) : 0, generator);
            }
            else if (name.Contains("embedding", StringComparison.Ordinal))
            {
                parameter.normal_(0, Math.Sqrt(2 / sizes), generator);
            }
            else
            {
                bool firstLayer = ofGru && isMatrix && name.EndsWith("_l0", StringComparison.Ordinal);
                Uniform(parameter, firstLayer ? Math.Sqrt(6 / sizes) : 1 / Math.Sqrt(_options.HiddenSize), generator);
            }
        }

        _itemEmbedding.weight!.select(0, 0).zero_();
    }

    private static void Uniform(Tensor parameter, double bound, Generator generator)
    {
        if (bound == 0)
        {
            parameter.zero_();
        }
        else
        {
            parameter.uniform_(-bound, bound, generator);
        }
    }
}
