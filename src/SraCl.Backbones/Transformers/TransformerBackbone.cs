using SraCl.Encoders;
using SraCl.Modeling;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SraCl.Backbones.Transformers;

/// <summary>
/// The sequence encoder of the SRA-CL paper: a causal post-LN Transformer over item and position embeddings (eq. 2), scored by the
/// dot product with the item embeddings (eq. 3). The same network is called SASRec in RecBole.
/// </summary>
/// <remarks>
/// <para>
/// H⁰ = Dropout(LayerNorm(E[items] + P)); each block is <c>LayerNorm(x + Dropout(Attention(x)))</c> followed by
/// <c>LayerNorm(x + Dropout(FeedForward(x)))</c>; the representation is the last slot's state of the last block.
/// Like the official code and unlike the paper's eq. 2, the embedding passes through LayerNorm and dropout.
/// </para>
/// <para>
/// Positions are the official code's absolute slots of a left-padded sequence of <see cref="TransformerOptions.MaxLength"/>; a batch
/// cropped to L slots uses the last L position rows, so cropping changes nothing. <see cref="Encode"/> computes the last block for
/// the last slot alone: nothing reads the other slots (exact). A row of padding alone attends evenly to its padding and stays finite.
/// </para>
/// <para>Weights are drawn from N(0, <see cref="TransformerOptions.InitializerRange"/>²), the padding row of the item embedding included (as in
/// the official code; it receives no gradient), biases are 0. Thread-safety: as <see cref="ISequenceBackbone"/> says.</para>
/// </remarks>
public sealed class TransformerBackbone : Module<Tensor, Tensor>, IConcurrentBackbone
{
    /// <summary>So many slots go through the blocks at a time that what one operator writes is still in the processor's caches for the next.</summary>
    private const int PortionSlots = 8192;

    private readonly TransformerOptions _options;
    private readonly Embedding _itemEmbedding;
    private readonly Embedding _positionEmbedding;
    private readonly LayerNorm _embeddingNorm;
    private readonly ModuleList<TransformerBlock> _blocks;

    /// <summary>Creates an initialised backbone on the CPU.</summary>
    /// <param name="itemCount">The number of items N; ids are 1..N.</param>
    /// <param name="options">The configuration; read once.</param>
    /// <param name="seed">The seed of the initial weights.</param>
    /// <exception cref="SraClException">The configuration is not valid.</exception>
    public TransformerBackbone(int itemCount, TransformerOptions options, long seed)
        : base(nameof(TransformerBackbone))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(itemCount, 1);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        ItemCount = itemCount;
        _itemEmbedding = Embedding(itemCount + 1, options.HiddenSize, padding_idx: 0);
        _positionEmbedding = Embedding(options.MaxLength, options.HiddenSize);
        _embeddingNorm = LayerNorm(options.HiddenSize, options.LayerNormEpsilon);
        _blocks = ModuleList(Enumerable.Range(0, options.Layers).Select(_ => new TransformerBlock(options)).ToArray());
        register_module("item_embedding", _itemEmbedding);
        register_module("position_embedding", _positionEmbedding);
        register_module("embedding_norm", _embeddingNorm);
        register_module("blocks", _blocks);
        Initialize(options.InitializerRange, seed);
    }

    /// <inheritdoc/>
    public nn.Module Module => this;

    /// <inheritdoc/>
    public int ItemCount { get; }

    /// <inheritdoc/>
    public int HiddenSize => _options.HiddenSize;

    /// <inheritdoc/>
    public int MaxLength => _options.MaxLength;

    /// <inheritdoc/>
    public Tensor Encode(Tensor items) => call(items);

    /// <inheritdoc/>
    public Tensor EncodePositions(Tensor items) => EncodePacked(AsRun(items), EncodingOutput.Positions).view(items.size(0), items.size(1), -1);

    /// <inheritdoc/>
    public Tensor EncodePacked(PackedSequences sequences, EncodingOutput output)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        using DisposeScope scope = NewDisposeScope();
        Tensor embedded = Embed(sequences); // [T, D]
        PackedSequences[] portions = sequences.Divide((int)((sequences.Items.size(0) + PortionSlots - 1) / PortionSlots));
        Tensor[] parts = portions.Length == 1 ? [embedded] : embedded.split(Array.ConvertAll(portions, portion => portion.Items.size(0)), 0);
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = EncodePortion(parts[i], portions[i], output);
        }

        return (parts.Length == 1 ? parts[0] : cat(parts)).MoveToOuterDisposeScope(); // [R, D] or [T, D]
    }

    /// <inheritdoc/>
    public IConcurrentBackbone CreateReplica()
    {
        var replica = new TransformerBackbone(ItemCount, _options, seed: 0);
        using IDisposable noGradient = no_grad();
        foreach ((Parameter copy, Parameter original) in replica.parameters().Zip(parameters()))
        {
            copy.copy_(original);
        }

        return replica;
    }

    private Tensor EncodePortion(Tensor states, PackedSequences sequences, EncodingOutput output)
    {
        using DisposeScope scope = NewDisposeScope();
        for (int i = 0; i < _blocks.Count - 1; i++)
        {
            states = _blocks[i].call(states, states, sequences); // [T, D]
        }

        Tensor queries = output == EncodingOutput.Last ? states.index_select(0, sequences.LastSlots()) : states; // [R, D] or [T, D]
        return _blocks[^1].call(queries, states, sequences).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor ItemVectors() => _itemEmbedding.weight!.narrow(0, 1, ItemCount); // [N, D]

    /// <summary>Encodes sequences into the representation that predicts the next item; the same as <see cref="Encode"/>.</summary>
    /// <param name="items">Left-padded ids, int64 <c>[B, L]</c>.</param>
    /// <returns>Representations <c>[B, D]</c>.</returns>
    public override Tensor forward(Tensor items) => EncodePacked(AsRun(items), EncodingOutput.Last);

    /// <summary>A padded matrix is a run like any other.</summary>
    private static PackedSequences AsRun(Tensor items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return new PackedSequences(items.reshape(-1), [new SequenceRun((int)items.size(0), (int)items.size(1), HasPadding: true)]);
    }

    private Tensor Embed(PackedSequences sequences)
    {
        var positions = new Tensor[sequences.Runs.Count];
        for (int i = 0; i < positions.Length; i++)
        {
            SequenceRun run = sequences.Runs[i];
            if (run.Length > MaxLength)
            {
                throw new ArgumentException($"Got {run.Length} slots; this backbone has positions for {MaxLength}. Cut sequences to their newest {MaxLength} items.", nameof(sequences));
            }

            positions[i] = _positionEmbedding.weight!.narrow(0, MaxLength - run.Length, run.Length).expand(run.Count, run.Length, HiddenSize).reshape(run.Slots, HiddenSize); // [b·l, D]
        }

        Tensor embedded = _embeddingNorm.call(_itemEmbedding.call(sequences.Items) + cat(positions)); // [T, D]
        return sequences.Dropout.Apply(embedded, _options.HiddenDropout, training);
    }

    private void Initialize(double range, long seed)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using var generator = new Generator((ulong)seed);
        foreach ((string name, Parameter parameter) in named_parameters())
        {
            if (name.EndsWith("bias", StringComparison.Ordinal))
            {
                parameter.zero_();
            }
            else if (name.Contains("norm", StringComparison.Ordinal))
            {
                parameter.fill_(1);
            }
            else
            {
                parameter.normal_(0, range, generator);
            }
        }
    }
}
