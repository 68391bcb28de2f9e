using SraCl.Encoders;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace SraCl.Backbones.Transformers;

/// <summary>A post-LN Transformer block: attention, then feed-forward (GELU in its exact erf form), each with dropout, residual and layer normalisation.</summary>
internal sealed class TransformerBlock : Module<Tensor, Tensor, PackedSequences, Tensor>
{
    private readonly double _hiddenDropout;
    private readonly SelfAttention _attention;
    private readonly LayerNorm _attentionNorm;
    private readonly Linear _inner;
    private readonly Linear _outer;
    private readonly LayerNorm _feedForwardNorm;

    public TransformerBlock(TransformerOptions options)
        : base(nameof(TransformerBlock))
    {
        _hiddenDropout = options.HiddenDropout;
        _attention = new SelfAttention(options);
        _attentionNorm = LayerNorm(options.HiddenSize, options.LayerNormEpsilon);
        _inner = Linear(options.HiddenSize, options.InnerSize);
        _outer = Linear(options.InnerSize, options.HiddenSize);
        _feedForwardNorm = LayerNorm(options.HiddenSize, options.LayerNormEpsilon);
        register_module("attention", _attention);
        register_module("attention_norm", _attentionNorm);
        register_module("inner", _inner);
        register_module("outer", _outer);
        register_module("feed_forward_norm", _feedForwardNorm);
    }

    /// <summary>Computes the next states of some slots from the states of all slots.</summary>
    /// <param name="queries">The slots whose next states are wanted: <paramref name="states"/> itself, or the newest slot of each sequence, <c>[R, D]</c>.</param>
    /// <param name="states">The states of all slots, <c>[T, D]</c>.</param>
    /// <param name="sequences">The sequences that the slots belong to.</param>
    /// <returns>The next states, <c>[T, D]</c> or <c>[R, D]</c>.</returns>
    public override Tensor forward(Tensor queries, Tensor states, PackedSequences sequences)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor attended = sequences.Dropout.Apply(_attention.call(queries, states, sequences), _hiddenDropout, training);
        Tensor middle = _attentionNorm.call(queries + attended); // [T, D] or [R, D]
        Tensor outer = sequences.Dropout.Apply(_outer.call(F.gelu(_inner.call(middle))), _hiddenDropout, training);
        return _feedForwardNorm.call(middle + outer).MoveToOuterDisposeScope();
    }
}
