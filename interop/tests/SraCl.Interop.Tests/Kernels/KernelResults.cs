using System.Globalization;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace SraCl.Interop.Tests.Kernels;

/// <summary>What the kernels give for fixed inputs, to be compared between processes.</summary>
internal static class KernelResults
{
    /// <summary>Writes a line for each result: its name, and its numbers.</summary>
    internal static void Write()
    {
        Tensor left = Values.Uniform(1, 3, 19, 37);
        Tensor right = Values.Uniform(2, 3, 37, 21);
        Write("product", left.bmm(right));
        manual_seed(1);
        Write("mask", F.dropout(ones(2_000), 0.3));
        foreach ((int length, int width) in new[] { (7, 16), (20, 32), (33, 48), (50, 64) })
        {
            Tensor q = Values.Uniform(3, 2, 2, length, width).mul_(3).requires_grad_();
            Tensor k = Values.Uniform(4, 2, 2, length, width).requires_grad_();
            Tensor v = Values.Uniform(5, 2, 2, length, width).requires_grad_();
            Tensor attended = F.scaled_dot_product_attention(q, k, v, Values.Uniform(6, length), 0.2);
            IList<Tensor> gradients = autograd.grad([attended], [q, k, v], [Values.Uniform(7, attended.shape)]);
            Write($"attention {length} {width}", attended);
            Write($"its gradients {length} {width}", cat(gradients));
        }
    }

    private static void Write(string name, Tensor values) =>
        Console.WriteLine($"{name}:{string.Join(' ', Values.Floats(values).Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}");
}
