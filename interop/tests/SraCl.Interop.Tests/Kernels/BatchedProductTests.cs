using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Interop.Tests.Kernels;

/// <summary><c>bmm</c>, whose small products have a kernel of their own, against a loop in double precision.</summary>
public sealed class BatchedProductTests
{
    private const int Batch = 3;

    // Around the width of a register (16) and the limits of the kernel: 64 rows and columns, 256 terms.
    private static readonly int[] Sizes = [1, 4, 15, 16, 17, 32, 33, 64, 65];
    private static readonly int[] Terms = [1, 2, 16, 50, 256, 257];

    [SkippableFact]
    public void Bmm_OverSizesAroundTheLimits_GivesTheProductAndItsGradients()
    {
        Requires.Libtorch();
        foreach (int n in Sizes)
        {
            foreach (int m in Sizes)
            {
                int k = Terms[(n + m) % Terms.Length];
                Compare(Values.Uniform(1, Batch, n, k), Values.Uniform(2, Batch, k, m), Values.Uniform(3, Batch, n, m), $"{n}x{k}x{m}");
            }
        }

        foreach (int k in Terms)
        {
            Compare(Values.Uniform(1, Batch, 5, k), Values.Uniform(2, Batch, k, 16), Values.Uniform(3, Batch, 5, 16), $"5x{k}x16");
        }
    }

    [SkippableTheory]
    [InlineData(5, 7, 16)]
    [InlineData(16, 16, 32)]
    [InlineData(17, 33, 19)]
    [InlineData(3, 1, 1)]
    public void Bmm_OfViews_GivesTheProductAndItsGradients(int n, int k, int m)
    {
        Requires.Libtorch();
        (string Name, Func<int, int, int, Tensor> Make)[] layouts =
        [
            ("contiguous", (seed, rows, columns) => Values.Uniform(seed, Batch, rows, columns)),
            ("transposed", (seed, rows, columns) => Values.Uniform(seed, Batch, columns, rows).transpose(1, 2)),
            ("a part of wider rows", (seed, rows, columns) => Values.Uniform(seed, Batch, rows + 2, columns + 3).narrow(1, 1, rows).narrow(2, 2, columns)),
            ("every other column", (seed, rows, columns) => Values.Uniform(seed, Batch, rows, columns, 2).select(3, 1)),
            ("one matrix for all", (seed, rows, columns) => Values.Uniform(seed, 1, rows, columns).expand(Batch, rows, columns)),
            ("one row for all", (seed, rows, columns) => Values.Uniform(seed, Batch, 1, columns).expand(Batch, rows, columns)),
            ("one column for all", (seed, rows, columns) => Values.Uniform(seed, Batch, rows, 1).expand(Batch, rows, columns)),
            ("the batch in the middle", (seed, rows, columns) => Values.Uniform(seed, rows, Batch, columns).transpose(0, 1)),
        ];

        foreach ((string leftName, Func<int, int, int, Tensor> left) in layouts)
        {
            foreach ((string rightName, Func<int, int, int, Tensor> right) in layouts)
            {
                Tensor gradient = left == right ? ones(1).expand(Batch, n, m) : Values.Uniform(3, Batch, m, n).transpose(1, 2);
                Compare(left(1, n, k), right(2, k, m), gradient, $"{leftName} times {rightName}");
            }
        }
    }

    [SkippableFact]
    public void Bmm_WithInfinityAndNaN_KeepsThemWhereTheyBelong()
    {
        Requires.Libtorch();
        Tensor left = Values.Uniform(1, Batch, 6, 5);
        Tensor right = Values.Uniform(2, Batch, 5, 17);
        left[0, 1, 2] = float.PositiveInfinity;
        left[1, 5, 0] = float.NaN;
        right[2, 4, 16] = float.NegativeInfinity;
        right[0, 2, 3] = 0;

        double[] expected = Product(Values.Floats(left), Values.Floats(right), 6, 5, 17);

        Assert.Equal(1 + 17, expected.Count(double.IsNaN));
        Values.AssertClose(expected, Values.Floats(left.bmm(right)), 1e-5, "with infinity and NaN");
    }

    [SkippableFact]
    public void Bmm_WithoutElements_GivesZeros()
    {
        Requires.Libtorch();

        Assert.Equal([0, 2, 3], zeros(0, 2, 4).bmm(zeros(0, 4, 3)).shape);
        Assert.Equal([2, 0, 3], zeros(2, 0, 4).bmm(zeros(2, 4, 3)).shape);
        Assert.Equal(new float[12], Values.Floats(zeros(2, 2, 0).bmm(zeros(2, 0, 3))));
    }

    [SkippableFact]
    public void Bmm_OfWhatDoesNotFit_ThrowsLibtorchsError()
    {
        Requires.Libtorch();

        Assert.Throws<ExternalException>(() => zeros(2, 3, 4).bmm(zeros(2, 5, 3)));
        Assert.Throws<ExternalException>(() => zeros(2, 3, 4).bmm(zeros(3, 4, 3)));
        Assert.Throws<ExternalException>(() => zeros(2, 3, 4).bmm(zeros(2, 4)));
        Assert.Throws<ExternalException>(() => zeros(2, 3, 4).bmm(zeros(2, 4, 3, ScalarType.Float64)));
    }

    [SkippableFact]
    public void Bmm_WithManyMatrices_DoesNotDependOnTheThreads()
    {
        Requires.Libtorch();
        Tensor left = Values.Uniform(1, 500, 9, 16);
        Tensor right = Values.Uniform(2, 500, 16, 20);

        float[][] results = Threads.Each(() => Values.Floats(left.bmm(right)));

        Assert.Equal(results[0], results[1]);
    }

    [SkippableFact]
    public void Bmm_InInferenceMode_GivesTheProduct()
    {
        Requires.Libtorch();
        Tensor left = Values.Uniform(1, Batch, 4, 5);
        Tensor right = Values.Uniform(2, Batch, 5, 6);
        float[] expected = Values.Floats(left.bmm(right));

        using (inference_mode())
        {
            Assert.Equal(expected, Values.Floats(left.bmm(right)));
        }
    }

    private static void Compare(Tensor left, Tensor right, Tensor gradient, string what)
    {
        using DisposeScope scope = NewDisposeScope();
        int n = (int)left.size(1);
        int k = (int)left.size(2);
        int m = (int)right.size(2);
        Tensor leftLeaf = Values.Leaf(left);
        Tensor rightLeaf = Values.Leaf(right);

        Tensor product = leftLeaf.bmm(rightLeaf);
        IList<Tensor> gradients = autograd.grad([product], [leftLeaf, rightLeaf], [gradient]);

        float[] l = Values.Floats(left);
        float[] r = Values.Floats(right);
        float[] g = Values.Floats(gradient);
        Values.AssertClose(Product(l, r, n, k, m), Values.Floats(product), Tolerance(k), what);
        Values.AssertClose(Product(g, Values.Floats(right.transpose(1, 2)), n, m, k), Values.Floats(gradients[0]), Tolerance(m), what + ", gradient of the left");
        Values.AssertClose(Product(Values.Floats(left.transpose(1, 2)), g, k, n, m), Values.Floats(gradients[1]), Tolerance(n), what + ", gradient of the right");
    }

    // No term exceeds 1, and every addition rounds the sum so far.
    private static double Tolerance(int terms) => 1e-6 + (terms * 5e-7);

    private static double[] Product(float[] left, float[] right, int n, int k, int m)
    {
        int batch = left.Length / (n * k);
        var product = new double[batch * n * m];
        for (int b = 0; b < batch; b++)
        {
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < m; j++)
                {
                    double sum = 0;
                    for (int c = 0; c < k; c++)
                    {
                        sum += (double)left[(((b * n) + i) * k) + c] * right[(((b * k) + c) * m) + j];
                    }

                    product[(((b * n) + i) * m) + j] = sum;
                }
            }
        }

        return product;
    }
}
