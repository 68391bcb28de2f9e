using System.Globalization;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace SraCl.Semantic.Roberta;

/// <summary>A post-LN block: attention among all tokens of a text, then feed-forward (GELU in its exact erf form), each with residual and layer normalisation.</summary>
internal sealed class RobertaLayer : Module<Tensor, Tensor, Tensor>
{
    private readonly int _heads;
    private readonly int _headWidth;

    [ComponentName(Name = "query")]
    private readonly Linear _query;

    [ComponentName(Name = "key")]
    private readonly Linear _key;

    [ComponentName(Name = "value")]
    private readonly Linear _value;

    [ComponentName(Name = "attention_output")]
    private readonly Linear _attentionOutput;

    [ComponentName(Name = "attention_norm")]
    private readonly RobertaNorm _attentionNorm;

    [ComponentName(Name = "inner")]
    private readonly Linear _inner;

    [ComponentName(Name = "outer")]
    private readonly Linear _outer;

    [ComponentName(Name = "output_norm")]
    private readonly RobertaNorm _outputNorm;

    public RobertaLayer(RobertaConfiguration configuration, RobertaWeights weights, int index)
        : base(nameof(RobertaLayer))
    {
        string at = Name(index);
        _heads = configuration.Heads;
        _headWidth = configuration.HiddenSize / configuration.Heads;
        _query = Dense(weights, $"{at}.attention.self.query");
        _key = Dense(weights, $"{at}.attention.self.key");
        _value = Dense(weights, $"{at}.attention.self.value");
        _attentionOutput = Dense(weights, $"{at}.attention.output.dense");
        _attentionNorm = new RobertaNorm(weights, $"{at}.attention.output.LayerNorm", configuration.LayerNormEpsilon);
        _inner = Dense(weights, $"{at}.intermediate.dense");
        _outer = Dense(weights, $"{at}.output.dense");
        _outputNorm = new RobertaNorm(weights, $"{at}.output.LayerNorm", configuration.LayerNormEpsilon);
        RegisterComponents();
    }

    /// <summary>Gets the name of a layer in the file of weights.</summary>
    public static string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"encoder.layer.{index}");

    /// <summary>Makes a linear layer of the file's weights.</summary>
    public static Linear Dense(RobertaWeights weights, string name) => Linear(weights.Read(name + ".weight"), weights.Read(name + ".bias"));

    /// <summary>Computes the next states.</summary>
    /// <param name="states">The states, <c>[B, L, D]</c>.</param>
    /// <param name="penalty">What is added to the score of each key, <c>[B, 1, 1, L]</c>.</param>
    /// <returns>The next states, <c>[B, L, D]</c>.</returns>
    public override Tensor forward(Tensor states, Tensor penalty)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor middle = _attentionNorm.call(states + _attentionOutput.call(Attend(states, penalty))); // [B, L, D]
        return _outputNorm.call(middle + _outer.call(F.gelu(_inner.call(middle)))).MoveToOuterDisposeScope();
    }

    private Tensor Attend(Tensor states, Tensor penalty)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor mixed = F.scaled_dot_product_attention(Heads(_query.call(states)), Heads(_key.call(states)), Heads(_value.call(states)), penalty); // [B, H, L, D/H]
        return mixed.transpose(1, 2).reshape(states.size(0), states.size(1), -1).MoveToOuterDisposeScope(); // [B, L, D]
    }

    /// <summary><c>[B, L, D]</c> to <c>[B, H, L, D/H]</c>, without a copy.</summary>
    private Tensor Heads(Tensor states) => states.view(states.size(0), states.size(1), _heads, _headWidth).transpose(1, 2);
}
