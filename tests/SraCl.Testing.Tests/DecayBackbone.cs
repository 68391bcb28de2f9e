using SraCl.Encoders;
using SraCl.Modeling;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace SraCl.Testing.Tests;

/// <summary>A small, right backbone (a sum of item vectors that fade with age, and a linear layer), or one with a flaw.</summary>
internal sealed class DecayBackbone : nn.Module<Tensor, Tensor>, IConcurrentBackbone
{
    private const int N = 12;
    private const int D = 4;

    private readonly Flaw _flaw;
    private readonly Embedding _items;
    private readonly Linear _dense;
    private readonly double _hiddenScale;
    private int _calls;

    public DecayBackbone(Flaw flaw, long seed)
        : base(nameof(DecayBackbone))
    {
        _flaw = flaw;
        _items = nn.Embedding(N + 2, D, padding_idx: 0);
        _dense = nn.Linear(D, D);
        Parameter bias = nn.Parameter(zeros(flaw == Flaw.ExtraBias ? N + 1 : N));
        bias.DetachFromDisposeScope();
        register_module("items", _items);
        register_module("dense", _dense);
        register_parameter("bias", bias);
        if (flaw == Flaw.UnusedParameter)
        {
            Parameter unused = nn.Parameter(zeros(3));
            unused.DetachFromDisposeScope();
            register_parameter("unused", unused);
        }

        _hiddenScale = flaw == Flaw.HiddenScale ? 1 + (0.5 * seed) : 1;
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using var generator = new Generator((ulong)seed);
        foreach (Parameter parameter in parameters())
        {
            parameter.normal_(0, 0.5, flaw == Flaw.DrawsWeightsFromTorch ? null : generator);
        }
    }

    public nn.Module Module => this;

    public int ItemCount => N;

    public int HiddenSize => D;

    public int MaxLength => 6;

    public int? MaskToken => _flaw == Flaw.MaskIsAnItem ? N : N + 1;

    public Tensor Encode(Tensor items) => call(items);

    public override Tensor forward(Tensor items) => EncodePacked(AsRun(items), EncodingOutput.Last);

    public Tensor EncodePositions(Tensor items) => EncodePacked(AsRun(items), EncodingOutput.Positions).view(items.size(0), items.size(1), -1);

    public Tensor EncodePacked(PackedSequences sequences, EncodingOutput output)
    {
        if (_flaw == Flaw.Throws && sequences.Items.size(0) > 1)
        {
            throw new InvalidOperationException("a slip in the model");
        }

        var parts = new List<Tensor>();
        long slot = 0;
        foreach (SequenceRun run in sequences.Runs)
        {
            Tensor states = Run(sequences.Items.narrow(0, slot, run.Slots).view(run.Count, run.Length), run, sequences.Dropout); // [b, l, D]
            slot += run.Slots;
            if (_flaw == Flaw.WrongInLaterRuns && parts.Count > 0)
            {
                states = states + 0.1;
            }

            parts.Add(output == EncodingOutput.Last ? states.select(1, run.Length - 1) : states.reshape(run.Slots, -1));
        }

        return cat(parts);
    }

    public Tensor ItemVectors()
    {
        Tensor vectors = _flaw == Flaw.PaddingAmongVectors ? _items.weight!.narrow(0, 0, N + 1) : _items.weight!.narrow(0, 1, N);
        return _flaw == Flaw.DetachedVectors ? vectors.detach() : vectors;
    }

    public Tensor? ItemBiases() => get_parameter("bias")!.view(-1);

    public IConcurrentBackbone CreateReplica() => _flaw switch
    {
        Flaw.ReplicaShares => this,
        Flaw.ReplicaHasOtherShapes => new DecayBackbone(Flaw.ExtraBias, seed: 9),
        Flaw.ReplicaHasOtherNames => new DecayBackbone(Flaw.UnusedParameter, seed: 9),
        _ => new DecayBackbone(_flaw, seed: 9),
    };

    private static PackedSequences AsRun(Tensor items) => new(items.reshape(-1), [new SequenceRun((int)items.size(0), (int)items.size(1), HasPadding: true)]);

    private Tensor Run(Tensor items, SequenceRun run, DropoutSource dropout)
    {
        Tensor age = (arange(run.Length).unsqueeze(1) - arange(run.Length)).to(ScalarType.Float32).to(items.device); // [l, l]
        Tensor fade = (age * -0.3).exp();
        Tensor weights = _flaw == Flaw.ReadsAhead ? fade : fade.tril(); // [l, l]
        Tensor known = items.ne(0L).unsqueeze(2).to(ScalarType.Float32); // [b, l, 1]
        if (_flaw == Flaw.ForgetsWhenFull && run.Length == MaxLength && !run.HasPadding)
        {
            weights = weights * arange(run.Length).ne(0L).to(ScalarType.Float32);
        }

        Tensor vectors = _items.call(items) * known; // [b, l, D]
        vectors = _flaw switch
        {
            Flaw.DropsInEvaluation => F.dropout(vectors, 0.4),
            Flaw.DrawsPastTheSource => F.dropout(vectors, 0.4, training),
            Flaw.DrawsFromElsewhere => training ? vectors * (1 + (0.1 * _calls++)) : vectors,
            _ => dropout.Apply(vectors, 0.4, training),
        };
        Tensor states = weights.expand(run.Count, run.Length, run.Length).bmm(vectors); // [b, l, D]
        states = _flaw switch
        {
            Flaw.CountsSlots => states + (0.1 * run.Length),
            Flaw.BatchNorm => states - states.mean([0], keepdim: true),
            Flaw.DividesByLength => states / known.cumsum(1),
            _ => states * _hiddenScale,
        };
        states = _dense.call(states);
        return _flaw == Flaw.WideStates ? cat([states, states], 2) : states;
    }
}
