using SraCl.Encoders;
using SraCl.Modeling;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SraCl.Backbones.Transformers;

/// <summary>
/// A Transformer over item and position embeddings, scored by the dot product with item vectors; <see cref="TransformerOptions"/> says which parts it is made of.
/// As it is by default: the sequence encoder of the SRA-CL paper (eq. 2 and 3), the network that RecBole calls SASRec.
/// </summary>
/// <remarks>
/// <para>
/// H⁰ = Dropout(LayerNorm(E[items] + P)), then blocks (<see cref="BlockStyle"/>), then the head (<see cref="RepresentationHead"/>) on the states that are read:
/// by default the last slot's. Like the official code and unlike the paper's eq. 2, the embedding passes through LayerNorm and dropout.
/// </para>
/// <para>
/// Positions count from either end (<see cref="PositionOrder"/>), never padding, so that cropping padding changes nothing. Where one state a sequence is wanted,
/// the last block is computed for that slot alone: nothing reads the others (exact). A row of padding alone attends evenly to its padding and stays finite.
/// </para>
/// <para>Weights are drawn as <see cref="WeightInitialization"/> says, those of the padding row of the item embedding included (as in
/// the official code; it receives no gradient), biases are 0. Thread-safety: as <see cref="ISequenceBackbone"/> says.</para>
/// </remarks>
public sealed class TransformerBackbone : Module<Tensor, Tensor>, IConcurrentBackbone
{
    /// <summary>So many slots go through the blocks at a time that what one operator writes is still in the processor's caches for the next.</summary>
    private const int PortionSlots = 8192;

    private readonly TransformerOptions _options;
    private readonly ItemTable _items;
    private readonly PositionTable _positions;

    [ComponentName(Name = "embedding_norm")]
    private readonly LayerNorm? _embeddingNorm;

    [ComponentName(Name = "blocks")]
    private readonly ModuleList<Module<Tensor, PackedSequences, EncodingOutput, Tensor>> _blocks;

    [ComponentName(Name = "final_norm")]
    private readonly LayerNorm? _finalNorm;

    [ComponentName(Name = "head")]
    private readonly BertHead? _head;

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
        _options = options = options.Copy();
        ItemCount = itemCount;
        _items = new ItemTable(this, itemCount, options);
        _positions = new PositionTable(this, options);
        _embeddingNorm = options.EmbeddingNorm ? LayerNorm(options.HiddenSize, options.LayerNormEpsilon) : null;
        _blocks = ModuleList(Enumerable.Range(0, options.Layers).Select(_ => Block(options)).ToArray());
        _finalNorm = options.Blocks == BlockStyle.SasRec ? LayerNorm(options.HiddenSize, options.LayerNormEpsilon) : null;
        _head = options.Head == RepresentationHead.Bert ? new BertHead(options) : null;
        RegisterComponents();
        InitialWeights.Draw(this, options, seed);
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
    public int? MaskToken => _items.MaskToken;

    /// <inheritdoc/>
    public Tensor Encode(Tensor items) => call(items);

    /// <inheritdoc/>
    public Tensor EncodePositions(Tensor items) => EncodePacked(PaddedRun.Of(items), EncodingOutput.Positions).view(items.size(0), items.size(1), -1);

    /// <inheritdoc/>
    public Tensor EncodePacked(PackedSequences sequences, EncodingOutput output)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        int longest = sequences.Runs.Max(run => run.Length);
        if (longest > MaxLength)
        {
            throw new ArgumentException($"Got {longest} slots; this backbone has positions for {MaxLength}. Cut sequences to their newest {MaxLength} items.", nameof(sequences));
        }

        using DisposeScope scope = NewDisposeScope();
        if (output == EncodingOutput.Last && _options.Representation == SequenceRepresentation.AppendedMask)
        {
            sequences = MaskTokens.Append(sequences, MaskToken!.Value, MaxLength);
        }

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
    public IConcurrentBackbone CreateReplica() => new TransformerBackbone(ItemCount, _options, seed: 0);

    private Tensor EncodePortion(Tensor states, PackedSequences sequences, EncodingOutput output)
    {
        using DisposeScope scope = NewDisposeScope();
        for (int i = 0; i < _blocks.Count - 1; i++)
        {
            states = _blocks[i].call(states, sequences, EncodingOutput.Positions); // [T, D]
        }

        states = _blocks[^1].call(states, sequences, output); // [R, D] or [T, D]
        states = _finalNorm?.call(states) ?? states;
        return (_head?.call(states) ?? states).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor ItemVectors() => _items.Vectors(); // [N, D]

    /// <inheritdoc/>
    public Tensor? ItemBiases() => _items.Biases(); // [N]

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> ItemTables() => _items.Tables(); // [N, D] each

    /// <summary>Encodes sequences into the representation that predicts the next item; the same as <see cref="Encode"/>.</summary>
    /// <param name="items">Left-padded ids, int64 <c>[B, L]</c>.</param>
    /// <returns>Representations <c>[B, D]</c>.</returns>
    public override Tensor forward(Tensor items) => EncodePacked(PaddedRun.Of(items), EncodingOutput.Last);

    private Tensor Embed(PackedSequences sequences)
    {
        Tensor embedded = _items.Look(sequences.Items) + _positions.Look(sequences); // [T, D]
        return sequences.Dropout.Apply(_embeddingNorm?.call(embedded) ?? embedded, _options.HiddenDropout, training);
    }

    private static Module<Tensor, PackedSequences, EncodingOutput, Tensor> Block(TransformerOptions options) =>
        options.Blocks == BlockStyle.SasRec ? new SasRecBlock(options) : new PostNormBlock(options);
}
