using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Backbones.Objectives;

/// <summary><see cref="CatalogueCrossEntropy"/> with the scores of a chunk computed once for the sums and once more for the gradients: memory does not grow with B · N.</summary>
internal static class RepeatedScores
{
    /// <summary>
    /// Gradients of the representations are added up in so many buffers <c>[B, D]</c>: enough that threads seldom wait for each other, few enough to take no memory.
    /// </summary>
    private const int Runs = 16;

    /// <summary>Computes loss and gradients; for the parameters see <see cref="CatalogueCrossEntropy.Compute"/>.</summary>
    public static LossGradients Compute(Tensor states, Tensor vectors, Tensor targets, ItemChunks chunks)
    {
        using IDisposable noGradient = no_grad();
        int batch = (int)states.size(0);
        Tensor logSums = LogSums(states, vectors, chunks); // [B, 1]
        Tensor targetVectors = vectors.index_select(0, targets); // [B, D]
        Tensor loss = (logSums - (states * targetVectors).sum(1, keepdim: true)).mean();

        // The division by B is put into thin factors: added to the logarithms, it would cost their last digits.
        Tensor factor = states * (1f / batch); // [B, D]
        Tensor vectorGradient = empty_like(vectors); // [N, D]
        Tensor stateGradient = targetVectors.mul_(-1f / batch); // [B, D]
        var gradients = new Tensor[Runs]; // [B, D] each
        try
        {
            chunks.ForEachRun(Runs, (run, first, end) =>
            {
                Tensor gradient = zeros_like(states);
                gradients[run] = gradient.DetachFromDisposeScope();
                for (int chunk = first; chunk < end; chunk++)
                {
                    using DisposeScope scope = NewDisposeScope();
                    Tensor part = chunks.Of(vectors, chunk); // [C, D]
                    Tensor shares = states.mm(part.t()).sub_(logSums).exp_(); // [B, C]
                    gradient.add_(shares.mm(part));
                    chunks.Of(vectorGradient, chunk).copy_(shares.t().mm(factor));
                }
            });
            foreach (Tensor? gradient in (IEnumerable<Tensor?>)gradients)
            {
                if (gradient is not null)
                {
                    stateGradient.add_(gradient, alpha: 1f / batch);
                }
            }
        }
        finally
        {
            Release(gradients);
        }

        vectorGradient.index_add_(0, targets, states, -1f / batch);
        return new LossGradients(loss, stateGradient, vectorGradient);
    }

    /// <summary>log Σ exp(score) over all items, <c>[B, 1]</c>.</summary>
    private static Tensor LogSums(Tensor states, Tensor vectors, ItemChunks chunks)
    {
        var logSums = new Tensor[chunks.Count]; // [B, 1] each
        try
        {
            chunks.ForEach(chunk =>
            {
                Tensor scores = states.mm(chunks.Of(vectors, chunk).t()); // [B, C]
                Tensor maximum = scores.amax([1], true);
                logSums[chunk] = scores.sub_(maximum).exp_().sum(1, keepdim: true).log_().add_(maximum).DetachFromDisposeScope();
            });
            return cat(logSums, 1).logsumexp(1, keepdim: true);
        }
        finally
        {
            Release(logSums);
        }
    }

    /// <summary>Disposes what was made in the scopes of chunks and runs; what an error left out is null.</summary>
    private static void Release(Tensor?[] tensors)
    {
        foreach (Tensor? tensor in tensors)
        {
            tensor?.Dispose();
        }
    }
}
