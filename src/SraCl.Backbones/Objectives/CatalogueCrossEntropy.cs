using SraCl.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Backbones.Objectives;

/// <summary>The mean cross-entropy of a softmax over a whole catalogue, computed together with its gradients in chunks of items.</summary>
/// <remarks>
/// <para>
/// Equals <c>cross_entropy(states · vectorsᵀ, targets)</c> in value and gradients up to rounding. The plain formulation passes over
/// <c>[B, N]</c> matrices again and again (scores, log-softmax, the gradient of either), each a buffer of its own. Here a chunk of scores
/// becomes its exponentials in place while it is in the processor's cache, with the chunk's own maximum subtracted (the online softmax);
/// what depends on the sum over all chunks is put into the thin <c>[B, D]</c> factors of the two products that make the gradients
/// (<see cref="KeptExponentials"/>). Where the exponentials of all chunks would take too much memory, they are not kept but computed twice, for one more
/// product (<see cref="RepeatedScores"/>).
/// </para>
/// <para>
/// The gradients are known with the value: with p the softmax and y the one-hot target, ∂L/∂states = (p − y) · vectors / B and
/// ∂L/∂vectors = (p − y)ᵀ · states / B. They are attached to a scalar whose value is the loss. Hence no second derivatives.
/// </para>
/// <para>
/// Memory, in numbers of single precision: N · D for the gradient of the item vectors, which the backward pass scales into one more N · D; and the least of B · N
/// and 2²⁶ (256 MiB) for exponentials, or else 2 · B · C for each thread, with C the chunk size, and 16 · B · D. No other buffer grows with N but 2 · B · N / C
/// for the chunks' maxima and sums.
/// </para>
/// </remarks>
internal static class CatalogueCrossEntropy
{
    /// <summary>Scores of 256 samples for so many items are 1 MiB, which stays in the second-level cache of common processors.</summary>
    private const int DefaultChunkSize = 1024;

    /// <summary>The most exponentials that are kept: 256 MiB.</summary>
    private const long DefaultMostKept = 1L << 26;

    /// <summary>Computes the loss.</summary>
    /// <param name="states">Representations, <c>[B, D]</c>.</param>
    /// <param name="vectors">Item vectors, <c>[N, D]</c>.</param>
    /// <param name="targets">The row of the right item, int64 <c>[B]</c>, 0..N - 1.</param>
    /// <param name="forEach">Carries out the work of every chunk, such as <see cref="TrainingStep.ForEach"/>; null for one after the other. Changes speed only.</param>
    /// <param name="chunkSize">The number of items taken at a time; changes speed only.</param>
    /// <param name="mostKept">The largest B · N of which exponentials are kept; changes speed and memory only.</param>
    /// <returns>The mean loss, a scalar with gradient.</returns>
    public static Tensor Compute(
        Tensor states,
        Tensor vectors,
        Tensor targets,
        Action<int, Action<int>>? forEach = null,
        int chunkSize = DefaultChunkSize,
        long mostKept = DefaultMostKept)
    {
        using DisposeScope scope = NewDisposeScope();
        var chunks = new ItemChunks((int)vectors.size(0), chunkSize, forEach ?? OneByOne);
        bool keep = states.size(0) * vectors.size(0) <= mostKept;
        LossGradients computed = keep ? KeptExponentials.Compute(states, vectors, targets, chunks) : RepeatedScores.Compute(states, vectors, targets, chunks);

        // Inner products: a product element by element and its sum would need a matrix as large as the item vectors.
        Tensor carrier = states.reshape(-1).dot(computed.OfStates.reshape(-1)) + vectors.reshape(-1).dot(computed.OfVectors.reshape(-1));
        return (carrier - carrier.detach() + computed.Loss).MoveToOuterDisposeScope();
    }

    private static void OneByOne(int count, Action<int> work)
    {
        for (int i = 0; i < count; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            work(i);
        }
    }
}
