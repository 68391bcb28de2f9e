using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace SraCl.Backbones.Transformers;

/// <summary>Multi-head attention with output projection, composed of basic operators (libtorch 1.13 has no public fused one).</summary>
internal sealed class SelfAttention : Module<Tensor, Tensor, Tensor, Tensor>
{
    private readonly int _heads;
    private readonly double _attentionDropout;
    private readonly Linear _query;
    private readonly Linear _key;
    private readonly Linear _value;
    private readonly Linear _output;

    public SelfAttention(TransformerOptions options)
        : base(nameof(SelfAttention))
    {
        _heads = options.Heads;
        _attentionDropout = options.AttentionDropout;
        _query = Linear(options.HiddenSize, options.HiddenSize);
        _key = Linear(options.HiddenSize, options.HiddenSize);
        _value = Linear(options.HiddenSize, options.HiddenSize);
        _output = Linear(options.HiddenSize, options.HiddenSize);
        register_module("query", _query);
        register_module("key", _key);
        register_module("value", _value);
        register_module("output", _output);
    }

    /// <summary>Attends from some slots to all slots.</summary>
    /// <param name="queries">States that ask, <c>[B, Q, D]</c>.</param>
    /// <param name="states">States of all slots, <c>[B, L, D]</c>.</param>
    /// <param name="mask">What is added to the scores of every head, <c>[B, 1, Q, L]</c>.</param>
    /// <returns>The attended states, <c>[B, Q, D]</c>.</returns>
    public override Tensor forward(Tensor queries, Tensor states, Tensor mask)
    {
        long batch = queries.size(0);
        long asking = queries.size(1);
        long width = queries.size(2);
        long length = states.size(1);
        float scale = 1 / MathF.Sqrt((float)width / _heads);
        Tensor q = SplitHeads(_query.call(queries) * scale); // [B·H, Q, D/H]
        Tensor k = SplitHeads(_key.call(states)); // [B·H, L, D/H]
        Tensor v = SplitHeads(_value.call(states)); // [B·H, L, D/H]
        Tensor scores = q.bmm(k.transpose(1, 2)).view(batch, _heads, asking, length).add_(mask); // [B, H, Q, L]
        Tensor weights = F.dropout(scores.softmax(-1), _attentionDropout, training); // [B, H, Q, L]
        Tensor context = weights.view(batch * _heads, asking, length).bmm(v) // [B·H, Q, D/H]
            .view(batch, _heads, asking, width / _heads)
            .transpose(1, 2) // [B, Q, H, D/H]
            .reshape(batch, asking, width); // [B, Q, D]
        return _output.call(context);
    }

    /// <summary><c>[B, L, D]</c> to <c>[B·H, L, D/H]</c>.</summary>
    private Tensor SplitHeads(Tensor states)
    {
        long batch = states.size(0);
        long length = states.size(1);
        long headWidth = states.size(2) / _heads;
        return states.view(batch, length, _heads, headWidth).transpose(1, 2).reshape(batch * _heads, length, headWidth);
    }
}
