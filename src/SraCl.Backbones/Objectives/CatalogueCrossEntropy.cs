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
/// what depends on the sum over all chunks is put into the thin <c>[B, D]</c> factors of the two products that make the gradients.
/// </para>
/// <para>
/// The gradients are known with the value: with p the softmax and y the one-hot target, ∂L/∂states = (p − y) · vectors / B and
/// ∂L/∂vectors = (p − y)ᵀ · states / B. They are attached to a scalar whose value is the loss. Hence no second derivatives.
/// </para>
/// </remarks>
internal static class CatalogueCrossEntropy
{
    /// <summary>Scores of 256 samples for so many items are 1 MiB, which stays in the second-level cache of common processors.</summary>
    private const int DefaultChunkSize = 1024;

    /// <summary>Computes the loss.</summary>
    /// <param name="states">Representations, <c>[B, D]</c>.</param>
    /// <param name="vectors">Item vectors, <c>[N, D]</c>.</param>
    /// <param name="targets">The row of the right item, int64 <c>[B]</c>, 0..N - 1.</param>
    /// <param name="forEach">Carries out the work of every chunk, such as <see cref="TrainingStep.ForEach"/>; null for one after the other. Changes speed only.</param>
    /// <param name="chunkSize">The number of items taken at a time; changes speed only.</param>
    /// <returns>The mean loss, a scalar with gradient.</returns>
    public static Tensor Compute(Tensor states, Tensor vectors, Tensor targets, Action<int, Action<int>>? forEach = null, int chunkSize = DefaultChunkSize)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor loss, Tensor stateGradient, Tensor vectorGradient) = LossAndGradients(states, vectors, targets, forEach ?? OneByOne, chunkSize);
        Tensor carrier = (states * stateGradient).sum() + (vectors * vectorGradient).sum();
        return (carrier - carrier.detach() + loss).MoveToOuterDisposeScope();
    }

    private static (Tensor Loss, Tensor StateGradient, Tensor VectorGradient) LossAndGradients(
        Tensor states, Tensor vectors, Tensor targets, Action<int, Action<int>> forEach, int chunkSize)
    {
        using IDisposable noGradient = no_grad();
        int batch = (int)states.size(0);
        int items = (int)vectors.size(0);
        int chunks = (items + chunkSize - 1) / chunkSize;
        var exponentials = new Tensor[chunks]; // [B, C] each
        var maxima = new Tensor[chunks]; // [B, 1] each
        var sums = new Tensor[chunks]; // [B, 1] each
        var products = new Tensor[chunks]; // [B, D] each
        try
        {
            forEach(chunks, chunk =>
            {
                Tensor part = Part(vectors, chunk); // [C, D]
                Tensor scores = states.mm(part.t()); // [B, C]
                maxima[chunk] = scores.amax([1], true).DetachFromDisposeScope();
                exponentials[chunk] = scores.sub_(maxima[chunk]).exp_().DetachFromDisposeScope();
                sums[chunk] = scores.sum(1, keepdim: true).DetachFromDisposeScope();
                products[chunk] = scores.mm(part).DetachFromDisposeScope();
            });

            // log Σ exp(score) from the chunks' maxima and sums.
            Tensor logSums = (cat(maxima, 1) + cat(sums, 1).log()).logsumexp(1, keepdim: true); // [B, 1]
            Tensor targetVectors = vectors.index_select(0, targets); // [B, D]
            Tensor loss = (logSums - (states * targetVectors).sum(1, keepdim: true)).mean();

            Tensor vectorGradient = empty_like(vectors); // [N, D]
            forEach(chunks, chunk =>
            {
                Tensor factor = maxima[chunk].sub_(logSums).exp_().mul_(1f / batch); // [B, 1]: exponentials · factor = softmax / B
                products[chunk].mul_(factor);
                Part(vectorGradient, chunk).copy_(exponentials[chunk].t().mm(states * factor));
            });
            vectorGradient.index_add_(0, targets, states, -1f / batch);

            Tensor stateGradient = targetVectors.mul_(-1f / batch); // [B, D]
            foreach (Tensor product in products)
            {
                stateGradient.add_(product);
            }

            return (loss, stateGradient, vectorGradient);
        }
        finally
        {
            // They were made in the scopes of the chunks; what an error left out is null.
            foreach (Tensor? tensor in (IEnumerable<Tensor?>)[.. exponentials, .. maxima, .. sums, .. products])
            {
                tensor?.Dispose();
            }
        }

        Tensor Part(Tensor rows, int chunk) => rows.narrow(0, (long)chunk * chunkSize, Math.Min(chunkSize, items - (chunk * chunkSize)));
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
