using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace SraCl.Contrastive.CrossSequence;

/// <summary>
/// SRA-CL's learnable sample synthesizer (eq. 7 and 8): attention weights of a sequence's neighbors from the frozen semantic vectors of the
/// sequence and its neighbors.
/// </summary>
/// <remarks>
/// <para>
/// e = LeakyReLU(aᵀ [W s ‖ W s′]) with slope 0.2, p = softmax of e over the neighbors s′ of s; W <c>[D, S]</c> and a <c>[2D]</c> are learned,
/// drawn Xavier-uniform with gain 1.414 as in the official code. W s is never computed: with a = [a₁ ‖ a₂], e = LeakyReLU((a₁ᵀ W) s + (a₂ᵀ W) s′)
/// is the same number with the same gradients at a fraction of the cost (SRA-CL spec R5, R6).
/// </para>
/// <para>Thread-safety: as TorchSharp modules; one thread at a time while training.</para>
/// </remarks>
public sealed class SampleSynthesizer : Module<Tensor, Tensor, Tensor?, Tensor>
{
    [ComponentName(Name = "projection")]
    private readonly Linear _projection;

    [ComponentName(Name = "attention")]
    private readonly Linear _attention;
    private readonly long _hiddenSize;

    /// <summary>Creates an initialised synthesizer on the CPU.</summary>
    /// <param name="semanticSize">The length S of the semantic vectors.</param>
    /// <param name="hiddenSize">The width D that they are projected to.</param>
    /// <param name="seed">The seed of the initial weights.</param>
    public SampleSynthesizer(int semanticSize, int hiddenSize, long seed)
        : base(nameof(SampleSynthesizer))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(semanticSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hiddenSize, 1);
        _hiddenSize = hiddenSize;
        _projection = Linear(semanticSize, hiddenSize, hasBias: false);
        _attention = Linear(2L * hiddenSize, 1, hasBias: false);
        RegisterComponents();
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using var generator = new Generator((ulong)seed);
        XavierUniform(_projection.weight!, generator);
        XavierUniform(_attention.weight!, generator);
    }

    /// <summary>Weighs neighbors.</summary>
    /// <param name="sequences">The semantic vectors of the sequences, <c>[B, S]</c>.</param>
    /// <param name="neighbors">The semantic vectors of their neighbors, k for each, <c>[B·k, S]</c>.</param>
    /// <param name="absent">
    /// Bool <c>[B, k]</c>, true where a sequence has no neighbor, at least one of each row false; null when all are there.
    /// </param>
    /// <returns>Weights <c>[B, k]</c>; each row sums to 1, absent places are 0.</returns>
    public override Tensor forward(Tensor sequences, Tensor neighbors, Tensor? absent)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentNullException.ThrowIfNull(neighbors);
        using DisposeScope scope = NewDisposeScope();
        Tensor directions = mm(_attention.weight!.view(2, _hiddenSize), _projection.weight!); // [2, S]
        Tensor ofSequences = F.linear(sequences, directions.narrow(0, 0, 1)); // [B, 1]
        Tensor ofNeighbors = F.linear(neighbors, directions.narrow(0, 1, 1)).view(sequences.size(0), -1); // [B, k]
        Tensor scores = F.leaky_relu(ofSequences + ofNeighbors, 0.2); // [B, k]
        if (absent is not null)
        {
            scores = scores.masked_fill(absent, float.NegativeInfinity);
        }

        return scores.softmax(1).MoveToOuterDisposeScope();
    }

    /// <summary>Adds up the representations of kept neighbors (eq. 9); those not kept count as zero and need no representation (SRA-CL spec R4).</summary>
    /// <param name="weights">The weights of all neighbors, <c>[B, k]</c>.</param>
    /// <param name="kept">The places of the kept ones in the flattened weights, int64 <c>[M]</c>.</param>
    /// <param name="samples">The sample 0..B - 1 that each of them belongs to, int64 <c>[M]</c>.</param>
    /// <param name="representations">The representation of each of them, <c>[M, D]</c>.</param>
    /// <param name="dropout">The probability that a neighbor was dropped with; weights are divided by 1 minus it.</param>
    /// <returns>One positive a sample, <c>[B, D]</c>; zeros where no neighbor was kept.</returns>
    public static Tensor Combine(Tensor weights, Tensor kept, Tensor samples, Tensor representations, double dropout)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(representations);
        using DisposeScope scope = NewDisposeScope();
        Tensor ofKept = weights.view(-1).index_select(0, kept) / (1 - dropout); // [M]
        Tensor weighted = representations * ofKept.unsqueeze(1); // [M, D]
        Tensor empty = zeros(weights.size(0), representations.size(1), dtype: representations.dtype, device: representations.device); // [B, D]
        return empty.index_add_(0, samples, weighted, 1).MoveToOuterDisposeScope();
    }

    private static void XavierUniform(Parameter weight, Generator generator)
    {
        const double Gain = 1.414;
        double bound = Gain * Math.Sqrt(6.0 / (weight.size(0) + weight.size(1)));
        weight.uniform_(-bound, bound, generator);
    }
}
