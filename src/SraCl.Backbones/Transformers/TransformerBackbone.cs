using SraCl.Modeling;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

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
public sealed class TransformerBackbone : Module<Tensor, Tensor>, ISequenceBackbone
{
    /// <summary>What is added to the score of a key that must not be seen; exp(-10000) is exactly 0 in single precision, and finite where all keys are hidden.</summary>
    private const float Hidden = -10_000f;

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
    public Tensor EncodePositions(Tensor items)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor states, Tensor mask) = EmbedAndMask(items);
        foreach (TransformerBlock block in _blocks)
        {
            states = block.call(states, states, mask); // [B, L, D]
        }

        return states.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor ItemVectors() => _itemEmbedding.weight!.narrow(0, 1, ItemCount); // [N, D]

    /// <summary>Encodes sequences into the representation that predicts the next item; the same as <see cref="Encode"/>.</summary>
    /// <param name="items">Left-padded ids, int64 <c>[B, L]</c>.</param>
    /// <returns>Representations <c>[B, D]</c>.</returns>
    public override Tensor forward(Tensor items)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor states, Tensor mask) = EmbedAndMask(items);
        for (int i = 0; i < _blocks.Count - 1; i++)
        {
            states = _blocks[i].call(states, states, mask); // [B, L, D]
        }

        long last = states.size(1) - 1;
        Tensor state = _blocks[^1].call(states.narrow(1, last, 1), states, mask.narrow(2, last, 1)); // [B, 1, D]
        return state.squeeze(1).MoveToOuterDisposeScope(); // [B, D]
    }

    private (Tensor States, Tensor Mask) EmbedAndMask(Tensor items)
    {
        long length = items.size(1);
        if (length > MaxLength)
        {
            throw new ArgumentException($"Got {length} slots; this backbone has positions for {MaxLength}. Cut sequences to their newest {MaxLength} items.", nameof(items));
        }

        Tensor positions = _positionEmbedding.weight!.narrow(0, MaxLength - length, length); // [L, D]
        Tensor embedded = _embeddingNorm.call(_itemEmbedding.call(items) + positions); // [B, L, D]
        return (F.dropout(embedded, _options.HiddenDropout, training), Mask(items));
    }

    /// <summary>A key may be seen if it is an item and not newer than the query.</summary>
    private static Tensor Mask(Tensor items)
    {
        long length = items.size(1);
        Tensor newer = ones(length, length, dtype: ScalarType.Bool, device: items.device).triu(1); // [L, L]
        Tensor hidden = items.eq(0).view(-1, 1, 1, length).logical_or(newer); // [B, 1, L, L]
        return hidden.to(ScalarType.Float32).mul_(Hidden);
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
