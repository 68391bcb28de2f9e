using SraCl.Encoders;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SraCl.Backbones.Transformers;

/// <summary>Attention and feed-forward part with layer normalization before each and residuals from the normalized states; see <see cref="BlockStyle.SasRec"/>.</summary>
/// <remarks>
/// The official code also multiplies the attention weights of padded queries by 0, and its embedding at padding. Neither reaches an item's state, and this
/// block's own multiplication gives padding the same 0 in the end.
/// </remarks>
internal sealed class SasRecBlock : Module<Tensor, PackedSequences, EncodingOutput, Tensor>
{
    private readonly double _hiddenDropout;
    private readonly Activation _activation;

    [ComponentName(Name = "attention_norm")]
    private readonly LayerNorm _attentionNorm;

    [ComponentName(Name = "attention")]
    private readonly SelfAttention _attention;

    [ComponentName(Name = "feed_forward_norm")]
    private readonly LayerNorm _feedForwardNorm;

    [ComponentName(Name = "inner")]
    private readonly Linear _inner;

    [ComponentName(Name = "outer")]
    private readonly Linear _outer;

    public SasRecBlock(TransformerOptions options)
        : base(nameof(SasRecBlock))
    {
        _hiddenDropout = options.HiddenDropout;
        _activation = options.Activation;
        _attentionNorm = LayerNorm(options.HiddenSize, options.LayerNormEpsilon);
        _attention = new SelfAttention(options, hasOutput: false);
        _feedForwardNorm = LayerNorm(options.HiddenSize, options.LayerNormEpsilon);
        _inner = Linear(options.HiddenSize, options.InnerSize);
        _outer = Linear(options.InnerSize, options.HiddenSize);
        RegisterComponents();
    }

    /// <summary>Computes the next states of all slots, or of the newest slot of each sequence, from the states of all slots.</summary>
    /// <param name="states">The states of all slots, <c>[T, D]</c>.</param>
    /// <param name="sequences">The sequences that the slots belong to.</param>
    /// <param name="output">Whose next states are wanted.</param>
    /// <returns>The next states, <c>[T, D]</c>, or <c>[R, D]</c> of the newest slots; 0 at padding.</returns>
    public override Tensor forward(Tensor states, PackedSequences sequences, EncodingOutput output)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor? newest = output == EncodingOutput.Last ? sequences.LastSlots() : null; // [R]
        Tensor queries = _attentionNorm.call(newest is null ? states : states.index_select(0, newest)); // [T, D] or [R, D]
        Tensor middle = _feedForwardNorm.call(queries + _attention.call(queries, states, sequences, output));
        Tensor inner = sequences.Dropout.Apply(_activation.Apply(_inner.call(middle)), _hiddenDropout, training); // [.., inner]
        Tensor next = middle + sequences.Dropout.Apply(_outer.call(inner), _hiddenDropout, training);
        if (sequences.Runs.Any(run => run.HasPadding))
        {
            Tensor items = newest is null ? sequences.Items : sequences.Items.index_select(0, newest);
            next *= items.ne(0L).unsqueeze(1).to(next.dtype);
        }

        return next.MoveToOuterDisposeScope();
    }
}
