using SraCl.Encoders;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SraCl.Backbones.Transformers;

/// <summary>Attention, then feed-forward part, each with dropout, residual and layer normalization in this order; see <see cref="BlockStyle.PostNorm"/>.</summary>
internal sealed class PostNormBlock : Module<Tensor, PackedSequences, EncodingOutput, Tensor>
{
    private readonly double _hiddenDropout;
    private readonly Activation _activation;

    [ComponentName(Name = "attention")]
    private readonly SelfAttention _attention;

    [ComponentName(Name = "attention_norm")]
    private readonly LayerNorm _attentionNorm;

    [ComponentName(Name = "inner")]
    private readonly Linear _inner;

    [ComponentName(Name = "outer")]
    private readonly Linear _outer;

    [ComponentName(Name = "feed_forward_norm")]
    private readonly LayerNorm _feedForwardNorm;

    public PostNormBlock(TransformerOptions options)
        : base(nameof(PostNormBlock))
    {
        _hiddenDropout = options.HiddenDropout;
        _activation = options.Activation;
        _attention = new SelfAttention(options, hasOutput: true);
        _attentionNorm = LayerNorm(options.HiddenSize, options.LayerNormEpsilon);
        _inner = Linear(options.HiddenSize, options.InnerSize);
        _outer = Linear(options.InnerSize, options.HiddenSize);
        _feedForwardNorm = LayerNorm(options.HiddenSize, options.LayerNormEpsilon);
        RegisterComponents();
    }

    /// <summary>Computes the next states of all slots, or of the newest slot of each sequence, from the states of all slots.</summary>
    /// <param name="states">The states of all slots, <c>[T, D]</c>.</param>
    /// <param name="sequences">The sequences that the slots belong to.</param>
    /// <param name="output">Whose next states are wanted.</param>
    /// <returns>The next states, <c>[T, D]</c>, or <c>[R, D]</c> of the newest slots.</returns>
    public override Tensor forward(Tensor states, PackedSequences sequences, EncodingOutput output)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor queries = output == EncodingOutput.Last ? states.index_select(0, sequences.LastSlots()) : states; // [R, D] or [T, D]
        Tensor attended = sequences.Dropout.Apply(_attention.call(queries, states, sequences, output), _hiddenDropout, training);
        Tensor middle = _attentionNorm.call(queries + attended); // [T, D] or [R, D]
        Tensor outer = sequences.Dropout.Apply(_outer.call(_activation.Apply(_inner.call(middle))), _hiddenDropout, training);
        return _feedForwardNorm.call(middle + outer).MoveToOuterDisposeScope();
    }
}
