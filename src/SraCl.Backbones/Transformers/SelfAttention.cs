using SraCl.Encoders;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace SraCl.Backbones.Transformers;

/// <summary>Multi-head attention over packed sequences, causal or bidirectional, with or without output projection.</summary>
/// <remarks>Projections work on all slots at once, scores run by run: sequences of one length need no padding between them.</remarks>
internal sealed class SelfAttention : Module<Tensor, Tensor, PackedSequences, EncodingOutput, Tensor>
{
    /// <summary>What is added to the score of a key that must not be seen; exp(-10000) is exactly 0 in single precision, and finite where all keys are hidden.</summary>
    private const float Hidden = -10_000f;

    private readonly int _heads;
    private readonly int _headWidth;
    private readonly double _dropout;
    private readonly bool _isCausal;

    [ComponentName(Name = "query")]
    private readonly Linear _query;

    [ComponentName(Name = "key")]
    private readonly Linear _key;

    [ComponentName(Name = "value")]
    private readonly Linear _value;

    [ComponentName(Name = "output")]
    private readonly Linear? _output;

    public SelfAttention(TransformerOptions options, bool hasOutput)
        : base(nameof(SelfAttention))
    {
        _heads = options.Heads;
        _headWidth = options.HiddenSize / options.Heads;
        _dropout = options.AttentionDropout;
        _isCausal = options.Attention == AttentionDirection.Causal;
        _query = Linear(options.HiddenSize, options.HiddenSize);
        _key = Linear(options.HiddenSize, options.HiddenSize);
        _value = Linear(options.HiddenSize, options.HiddenSize);
        _output = hasOutput ? Linear(options.HiddenSize, options.HiddenSize) : null;
        RegisterComponents();
    }

    /// <summary>Attends from all slots, or from the newest slot of each sequence, to the slots of the same sequence that may be seen.</summary>
    /// <param name="queries">What asks: of all slots, <c>[T, D]</c>, or of the newest slots alone, <c>[R, D]</c>.</param>
    /// <param name="states">What is asked: states of all slots, <c>[T, D]</c>.</param>
    /// <param name="sequences">The sequences that the slots belong to.</param>
    /// <param name="output">Which slots ask.</param>
    /// <returns>The attended states, <c>[T, D]</c> or <c>[R, D]</c>.</returns>
    public override Tensor forward(Tensor queries, Tensor states, PackedSequences sequences, EncodingOutput output)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor context = output == EncodingOutput.Last ? FromNewestSlots(queries, states, sequences) : FromAllSlots(queries, states, sequences);
        return (_output?.call(context) ?? context).MoveToOuterDisposeScope();
    }

    private Tensor FromAllSlots(Tensor queries, Tensor states, PackedSequences sequences)
    {
        Tensor[] parts = Split(Project(queries, states), sequences, run => run.Slots); // [b·l, 3D] each
        long slot = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            SequenceRun run = sequences.Runs[i];
            Tensor[] qkv = parts[i].view(run.Count, run.Length, -1).split(_heads * _headWidth, 2); // [b, l, D] each
            Tensor? mask = run.HasPadding ? Mask(sequences.Items.narrow(0, slot, run.Slots), run) : null; // [b, 1, l, l] or [b, 1, 1, l]
            parts[i] = Attend(Heads(qkv[0]), Heads(qkv[1]), Heads(qkv[2]), mask, sequences.Dropout) // [b, H, l, D/H]
                .transpose(1, 2) // [b, l, H, D/H]
                .reshape(run.Slots, -1); // [b·l, D]
            slot += run.Slots;
        }

        return Join(parts); // [T, D]
    }

    /// <summary>Queries, keys and values side by side, <c>[T, 3D]</c>.</summary>
    private Tensor Project(Tensor queries, Tensor states)
    {
        if (!ReferenceEquals(queries, states))
        {
            return cat([_query.call(queries), F.linear(states, cat([_key.weight!, _value.weight!]), cat([_key.bias!, _value.bias!]))], 1);
        }

        // Three projections as one product: the states are read once, and their gradient is written once.
        Tensor weight = cat([_query.weight!, _key.weight!, _value.weight!]); // [3D, D]
        Tensor bias = cat([_query.bias!, _key.bias!, _value.bias!]); // [3D]
        return F.linear(states, weight, bias);
    }

    /// <summary>Attention of one query a sequence, without keys and values of every slot.</summary>
    /// <remarks>
    /// With x the states, a score q · (Wₖ x + bₖ) is (Wₖᵀ q) · x but for q · bₖ, which is the same for all keys and falls out of the softmax;
    /// and Σ p (Wᵥ x + bᵥ) is Wᵥ (Σ p x) + bᵥ Σ p, where Σ p is not 1 after dropout. So the projections are made once a sequence and not once a
    /// slot (exact, as SRA-CL spec R5).
    /// </remarks>
    private Tensor FromNewestSlots(Tensor queries, Tensor states, PackedSequences sequences)
    {
        long width = states.size(1);
        Tensor query = (_query.call(queries) / MathF.Sqrt(_headWidth)).view(-1, _heads, _headWidth).transpose(0, 1); // [H, R, D/H]
        Tensor asking = query.bmm(_key.weight!.view(_heads, _headWidth, width)).transpose(0, 1).contiguous(); // [R, H, D]
        Tensor[] asked = Split(asking, sequences, run => run.Count); // [b, H, D] each
        Tensor[] parts = Split(states, sequences, run => run.Slots); // [b·l, D] each
        var weights = new Tensor[parts.Length];
        long slot = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            SequenceRun run = sequences.Runs[i];
            Tensor keys = parts[i].view(run.Count, run.Length, width); // [b, l, D]
            Tensor scores = asked[i].bmm(keys.transpose(1, 2)); // [b, H, l]: the newest slot sees every item in either direction
            if (run.HasPadding)
            {
                scores = scores.add_(Penalty(Padding(sequences.Items.narrow(0, slot, run.Slots), run)));
            }

            Tensor weight = sequences.Dropout.Apply(scores.softmax(-1), _dropout, training); // [b, H, l]
            weights[i] = weight.sum(-1, keepdim: true); // [b, H, 1]
            parts[i] = weight.bmm(keys); // [b, H, D]
            slot += run.Slots;
        }

        Tensor values = Join(parts).transpose(0, 1).bmm(_value.weight!.view(_heads, _headWidth, width).transpose(1, 2)); // [H, R, D/H]
        Tensor biases = Join(weights) * _value.bias!.view(_heads, _headWidth); // [R, H, D/H]
        return (values.transpose(0, 1) + biases).reshape(-1, width); // [R, D]
    }

    private Tensor Attend(Tensor query, Tensor key, Tensor value, Tensor? mask, DropoutSource dropout) => training && _dropout > 0
        ? dropout.Draw(() => F.scaled_dot_product_attention(query, key, value, mask, _dropout, is_casual: _isCausal && mask is null))
        : F.scaled_dot_product_attention(query, key, value, mask, is_casual: _isCausal && mask is null);

    /// <summary><c>[b, l, D]</c> to <c>[b, H, l, D/H]</c>, without a copy.</summary>
    private Tensor Heads(Tensor states) => states.view(states.size(0), states.size(1), _heads, _headWidth).transpose(1, 2);

    /// <summary>What is added to scores: a key may be seen if it is an item and, where attention is causal, not newer than the query.</summary>
    private Tensor Mask(Tensor items, SequenceRun run)
    {
        Tensor padding = Padding(items, run).unsqueeze(1); // [b, 1, 1, l]
        if (!_isCausal)
        {
            return Penalty(padding);
        }

        Tensor newer = ones(run.Length, run.Length, dtype: ScalarType.Bool, device: items.device).triu(1); // [l, l]
        return Penalty(padding.logical_or(newer)); // [b, 1, l, l]
    }

    private static Tensor Padding(Tensor items, SequenceRun run) => items.eq(0).view(run.Count, 1, run.Length); // [b, 1, l]

    private static Tensor Penalty(Tensor hidden) => hidden.to(ScalarType.Float32).mul_(Hidden);

    /// <summary>Divides rows by runs. One operator for all, because the gradients of single slices would each be as large as the whole.</summary>
    private static Tensor[] Split(Tensor rows, PackedSequences sequences, Func<SequenceRun, int> count)
    {
        var sizes = new long[sequences.Runs.Count];
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = count(sequences.Runs[i]);
        }

        return sizes.Length == 1 ? [rows] : rows.split(sizes, 0);
    }

    private static Tensor Join(Tensor[] parts) => parts.Length == 1 ? parts[0] : cat(parts, 0);
}
