using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Interop.Tests.Kernels;

/// <summary>Attention as its formula says, in double precision: softmax(q kᵀ / √d + mask) times the dropout mask, times v.</summary>
internal static class AttentionReference
{
    /// <summary>The result of the formula; <paramref name="kept"/> is what each weight is multiplied by, <c>[b, H, Lq, Lk]</c>.</summary>
    internal static Tensor Attend(Tensor q, Tensor k, Tensor v, Tensor? mask, bool causal, Tensor? kept = null)
    {
        Tensor scores = q.matmul(k.transpose(-2, -1)) / Math.Sqrt(q.size(-1)); // [b, H, Lq, Lk]
        if (causal)
        {
            scores = scores.masked_fill(ones(q.size(-2), k.size(-2), ScalarType.Bool).tril().logical_not(), double.NegativeInfinity);
        }
        else if (mask is not null)
        {
            scores = mask.dtype == ScalarType.Bool ? scores.masked_fill(mask.logical_not(), double.NegativeInfinity) : scores + mask;
        }

        Tensor weights = scores.softmax(-1);
        return (kept is null ? weights : weights * kept).matmul(v);
    }

    /// <summary>Compares the result of <paramref name="attend"/> and its three gradients with the formula's.</summary>
    internal static void Compare(
        Func<Tensor, Tensor, Tensor, Tensor> attend,
        (Tensor Q, Tensor K, Tensor V) inputs,
        Tensor? mask,
        bool causal,
        string what,
        Tensor? kept = null)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] leaves = [Values.Leaf(inputs.Q), Values.Leaf(inputs.K), Values.Leaf(inputs.V)];
        Tensor[] exact = Array.ConvertAll(leaves, leaf => leaf.detach().to_type(ScalarType.Float64).requires_grad_());
        Tensor gradient = Values.Uniform(99, inputs.Q.shape);
        gradient = inputs.Q.is_contiguous() ? gradient.transpose(2, 3).contiguous().transpose(2, 3) : gradient;

        Tensor actual = attend(leaves[0], leaves[1], leaves[2]);
        Tensor expected = Attend(exact[0], exact[1], exact[2], mask, causal, kept);
        IList<Tensor> actualGradients = autograd.grad([actual], leaves, [gradient]);
        IList<Tensor> expectedGradients = autograd.grad([expected], exact, [gradient.to_type(ScalarType.Float64)]);

        Values.AssertClose(expected, actual, 1e-5, what);
        foreach ((int i, string name) in new[] { (0, "query"), (1, "key"), (2, "value") })
        {
            Values.AssertClose(expectedGradients[i], actualGradients[i], 2e-5, $"{what}, gradient of the {name}");
        }
    }
}
