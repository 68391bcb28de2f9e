using static TorchSharp.torch;

namespace SraCl.Backbones.Objectives;

/// <summary><see cref="CatalogueCrossEntropy"/> with the exponentials of all chunks kept from the first pass to the second: the fewest operations.</summary>
internal static class KeptExponentials
{
    /// <summary>Computes loss and gradients; for the parameters see <see cref="CatalogueCrossEntropy.Compute"/>.</summary>
    public static LossGradients Compute(Tensor states, Tensor vectors, Tensor targets, ItemChunks chunks)
    {
        using IDisposable noGradient = no_grad();
        int batch = (int)states.size(0);
        var exponentials = new Tensor[chunks.Count]; // [B, C] each
        var maxima = new Tensor[chunks.Count]; // [B, 1] each
        var sums = new Tensor[chunks.Count]; // [B, 1] each
        var products = new Tensor[chunks.Count]; // [B, D] each
        try
        {
            chunks.ForEach(chunk =>
            {
                Tensor part = chunks.Of(vectors, chunk); // [C, D]
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
            chunks.ForEach(chunk =>
            {
                Tensor factor = maxima[chunk].sub_(logSums).exp_().mul_(1f / batch); // [B, 1]: exponentials · factor = softmax / B
                products[chunk].mul_(factor);
                chunks.Of(vectorGradient, chunk).copy_(exponentials[chunk].t().mm(states * factor));
            });
            vectorGradient.index_add_(0, targets, states, -1f / batch);

            Tensor stateGradient = targetVectors.mul_(-1f / batch); // [B, D]
            foreach (Tensor product in products)
            {
                stateGradient.add_(product);
            }

            return new LossGradients(loss, stateGradient, vectorGradient);
        }
        finally
        {
            // They were made in the scopes of the chunks; what an error left out is null.
            foreach (Tensor? tensor in (IEnumerable<Tensor?>)[.. exponentials, .. maxima, .. sums, .. products])
            {
                tensor?.Dispose();
            }
        }
    }
}
