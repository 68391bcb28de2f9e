using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SraCl.Semantic.Roberta;

/// <summary>RoBERTa's encoder for inference: embeddings, post-LN blocks and, where the vector needs it, the pooler.</summary>
/// <remarks>
/// Its weights are those of the file, without a random draw before, and get no gradients. There is no dropout, as in evaluation. Safe for concurrent use, as far as memory goes.
/// </remarks>
internal sealed class RobertaEncoder : Module<Tensor, Tensor>
{
    /// <summary>What is added to the score of padding; exp(-10000) is exactly 0 in single precision.</summary>
    private const float Hidden = -10_000f;

    private readonly int _padding;

    [ComponentName(Name = "words")]
    private readonly Parameter _words;

    [ComponentName(Name = "positions")]
    private readonly Parameter _positions;

    [ComponentName(Name = "types")]
    private readonly Parameter _types;

    [ComponentName(Name = "norm")]
    private readonly RobertaNorm _norm;

    [ComponentName(Name = "layers")]
    private readonly ModuleList<RobertaLayer> _layers;

    [ComponentName(Name = "pooler")]
    private readonly Linear? _pooler;

    /// <summary>Loads an encoder.</summary>
    public RobertaEncoder(RobertaConfiguration configuration, RobertaWeights weights, bool withPooler)
        : base(nameof(RobertaEncoder))
    {
        _padding = configuration.PaddingToken;
        _words = weights.Read("embeddings.word_embeddings.weight");
        _positions = weights.Read("embeddings.position_embeddings.weight");
        _types = weights.Read("embeddings.token_type_embeddings.weight");
        _norm = new RobertaNorm(weights, "embeddings.LayerNorm", configuration.LayerNormEpsilon);
        _layers = ModuleList(Enumerable.Range(0, configuration.Layers).Select(index => new RobertaLayer(configuration, weights, index)).ToArray());
        _pooler = withPooler ? RobertaLayer.Dense(weights, "pooler.dense") : null;
        RegisterComponents();
        eval();
    }

    /// <summary>Computes the states of all tokens.</summary>
    /// <param name="tokens">Ids, int64 <c>[B, L]</c>, each row with padding at its end.</param>
    /// <returns>The last block's states, <c>[B, L, D]</c>; those of padding mean nothing.</returns>
    public override Tensor forward(Tensor tokens)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor present = tokens.ne(_padding); // [B, L]
        Tensor states = Embed(tokens, present); // [B, L, D]
        Tensor penalty = present.logical_not().to(ScalarType.Float32).mul_(Hidden).view(tokens.size(0), 1, 1, tokens.size(1));
        foreach (RobertaLayer layer in _layers)
        {
            Tensor next = layer.call(states, penalty);
            states.Dispose();
            states = next;
        }

        return states.MoveToOuterDisposeScope();
    }

    /// <summary>Makes a vector of each text.</summary>
    /// <param name="tokens">Ids, int64 <c>[B, L]</c>, each row with padding at its end.</param>
    /// <param name="pooling">How; the pooler must have been loaded for <see cref="RobertaPooling.Pooler"/>.</param>
    /// <returns>The vectors, <c>[B, D]</c>.</returns>
    public Tensor Pool(Tensor tokens, RobertaPooling pooling)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor states = call(tokens); // [B, L, D]
        Tensor pooled = pooling switch
        {
            RobertaPooling.Pooler => _pooler!.call(states.select(1, 0)).tanh_(),
            RobertaPooling.Cls => states.select(1, 0).contiguous(),
            _ => Mean(states, tokens.ne(_padding).to(ScalarType.Float32)),
        };
        return pooled.MoveToOuterDisposeScope(); // [B, D]
    }

    private static Tensor Mean(Tensor states, Tensor present) =>
        (states * present.unsqueeze(-1)).sum(dim: 1) / present.sum(dim: 1, keepdim: true); // [B, D]

    private Tensor Embed(Tensor tokens, Tensor present)
    {
        using DisposeScope scope = NewDisposeScope();

        // Tokens count from padding + 1 on, padding itself stays at the padding token's position (fairseq's make_positions).
        Tensor counted = present.to(ScalarType.Int64); // [B, L]
        Tensor positions = counted.cumsum(1) * counted + _padding; // [B, L]
        Tensor sum = _words.index_select(0, tokens.view(-1)) + _positions.index_select(0, positions.view(-1)) + _types.narrow(0, 0, 1); // [B·L, D]
        return _norm.call(sum).view(tokens.size(0), tokens.size(1), -1).MoveToOuterDisposeScope();
    }
}
