using System.Runtime.InteropServices;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace SraCl.Interop.Tests.Kernels;

/// <summary>Dropout of at least 1024 elements, whose mask is hashed, and that of attention weights.</summary>
[Collection("default random generator")]
public sealed class DropoutTests
{
    private const int Large = 100_000;

    [SkippableTheory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Dropout_OfManyElements_KeepsTheShareAndTheMean(double p)
    {
        Requires.Libtorch();
        manual_seed(1);

        float[] mask = Values.Floats(F.dropout(ones(100, 1_000), p));

        AssertMask(mask, p);
    }

    [SkippableFact]
    public void Dropout_OfManyElements_MultipliesInputAndGradientByOneMask()
    {
        Requires.Libtorch();
        Tensor mask = Seeded(2, () => F.dropout(ones(50, 40), 0.3));
        Tensor input = Values.Uniform(1, 40, 50).t().requires_grad_();
        Tensor gradient = Values.Uniform(2, 50, 40);

        Tensor result = Seeded(2, () => F.dropout(input, 0.3));

        Assert.Equal(Values.Floats(input * mask), Values.Floats(result));
        Assert.Equal(Values.Floats(gradient * mask), Values.Floats(autograd.grad([result], [input], [gradient])[0]));
    }

    [SkippableFact]
    public void Dropout_WithSeed_RepeatsItsMask()
    {
        Requires.Libtorch();
        float[] first = Values.Floats(Seeded(3, () => F.dropout(ones(Large), 0.5)));
        float[] next = Values.Floats(F.dropout(ones(Large), 0.5));
        float[] other = Values.Floats(Seeded(4, () => F.dropout(ones(Large), 0.5)));

        Assert.Equal(first, Values.Floats(Seeded(3, () => F.dropout(ones(Large), 0.5))));
        AssertIndependent(first, next, 0.5);
        AssertIndependent(first, other, 0.5);

        // Neighbors in a row, and elements below each other in rows of 64, are no more alike than those of two masks.
        AssertIndependent(first[1..], first[..^1], 0.5);
        AssertIndependent(first[64..], first[..^64], 0.5);
    }

    [SkippableFact]
    public void Dropout_OfManyElements_DoesNotDependOnTheThreads()
    {
        Requires.Libtorch();

        float[][] results = Threads.Each(() => Values.Floats(Seeded(5, () => F.dropout(ones(Large), 0.2))));

        Assert.Equal(results[0], results[1]);
    }

    [SkippableTheory]
    [InlineData(1023, true)]
    [InlineData(1024, false)]
    public void Dropout_OfFewElements_KeepsLibtorchsStream(int count, bool libtorchs)
    {
        Requires.Libtorch();
        float[] stream = Values.Floats(Seeded(6, () => empty(count).bernoulli_(0.5).mul_(2)));

        float[] mask = Values.Floats(Seeded(6, () => F.dropout(ones(count), 0.5)));

        Assert.Equal(libtorchs, stream.AsSpan().SequenceEqual(mask));
    }

    [SkippableFact]
    public void Dropout_AtTheEndsOfItsRange_KeepsAllOrNothing()
    {
        Requires.Libtorch();
        Tensor input = Values.Uniform(1, 2_000);

        Assert.Equal(Values.Floats(input), Values.Floats(F.dropout(input, 0)));
        Assert.Equal(Values.Floats(input), Values.Floats(F.dropout(input, 0.5, training: false)));
        Assert.Equal(0, F.dropout(input, 1).abs().max().item<float>());
        Assert.Equal(2_000, F.dropout(full(2_000, float.NaN), 0.5).isnan().sum().item<long>());
        Assert.Throws<ExternalException>(() => F.dropout(input, 1.5));
        Assert.Throws<ExternalException>(() => F.dropout(input, -0.5));
    }

    [SkippableTheory]
    [InlineData(20, 20, 32, 0.1)]
    [InlineData(17, 33, 16, 0.5)]
    [InlineData(50, 50, 64, 0.9)]
    public void Attention_WithDropout_AppliesOneMaskToWeightsAndGradients(int queries, int keys, int width, double p)
    {
        Requires.Libtorch();
        Tensor q = Values.Uniform(1, 9, 4, queries, width);
        Tensor k = Values.Uniform(2, 9, 4, keys, width);
        Tensor v = Values.Uniform(3, 9, 4, keys, width);
        Tensor penalty = Values.Uniform(4, 9, 1, 1, keys);

        // Without causality every weight is above zero, and all of the mask can be read.
        Tensor mask = MaskOf(q, k, penalty, p, seed: 7);
        AssertMask(Values.Floats(mask), p);
        AttentionReference.Compare((q, k, v) => Seeded(7, () => F.scaled_dot_product_attention(q, k, v, penalty, p)), (q, k, v), penalty, false, "with a penalty", mask);
        AttentionReference.Compare((q, k, v) => Seeded(7, () => F.scaled_dot_product_attention(q, k, v, null, p, true)), (q, k, v), null, true, "causal", mask);
    }

    [SkippableFact]
    public void Attention_WithSeed_RepeatsItsMask()
    {
        Requires.Libtorch();
        Tensor x = Values.Uniform(1, 30, 4, 20, 32);
        float[] first = Values.Floats(MaskOf(x, x, null, 0.5, seed: 8));
        float[] other = Values.Floats(MaskOf(x, x, null, 0.5, seed: 9));

        Assert.Equal(first, Values.Floats(MaskOf(x, x, null, 0.5, seed: 8)));
        AssertIndependent(first, other, 0.5);
        AssertIndependent(first[20..], first[..^20], 0.5); // the query above
        AssertIndependent(first[400..], first[..^400], 0.5); // the head before
    }

    [SkippableFact]
    public void Attention_WithDropout_DoesNotDependOnTheThreads()
    {
        Requires.Libtorch();
        Tensor x = Values.Uniform(1, 30, 4, 20, 32).requires_grad_();

        float[][] results = Threads.Each(() =>
        {
            Tensor result = Seeded(10, () => F.scaled_dot_product_attention(x, x, x, p: 0.5));
            return Values.Floats(cat([result, autograd.grad([result.square().sum()], [x])[0]]));
        });

        Assert.Equal(results[0], results[1]);
    }

    [SkippableFact]
    public void Attention_AtTheEndsOfDropoutsRange_KeepsAllOrNothing()
    {
        Requires.Libtorch();
        Tensor x = Values.Uniform(1, 2, 2, 9, 16).requires_grad_();

        Tensor nothing = F.scaled_dot_product_attention(x, x, x, p: 1);

        Assert.Equal(0, nothing.abs().max().item<float>());
        Assert.Equal(0, autograd.grad([nothing.sum()], [x])[0].abs().max().item<float>());
        Assert.Throws<ExternalException>(() => F.scaled_dot_product_attention(x, x, x, p: 1.5));
        Assert.Throws<ExternalException>(() => F.scaled_dot_product_attention(x, x, x, p: -0.5));
    }

    private static Tensor Seeded(long seed, Func<Tensor> action)
    {
        manual_seed(seed);
        return action();
    }

    /// <summary>With rows of the identity matrix for values, the result is the weights after dropout; as many columns at a time as fit.</summary>
    private static Tensor MaskOf(Tensor q, Tensor k, Tensor? penalty, double p, long seed)
    {
        long keys = k.size(2);
        long width = k.size(3);
        Tensor weights = AttentionReference.Attend(q, k, eye(keys).expand(q.size(0), q.size(1), keys, keys), penalty, causal: false);
        var columns = new List<Tensor>();
        for (long first = 0; first < keys; first += width)
        {
            Tensor values = eye(keys, keys + width).narrow(1, first, width).expand_as(k);
            columns.Add(Seeded(seed, () => F.scaled_dot_product_attention(q, k, values, penalty, p)));
        }

        return cat(columns, -1).narrow(-1, 0, keys) / weights; // [b, H, Lq, Lk]
    }

    /// <summary>The mask has no values but 0 and 1 / (1 - p), and as many of them as chance gives, but for five standard deviations.</summary>
    private static void AssertMask(float[] mask, double p)
    {
        double kept = 0;
        foreach (float value in mask)
        {
            if (value != 0)
            {
                Assert.Equal(1 / (1 - p), value, 1e-5 / (1 - p));
                kept++;
            }
        }

        AssertShare(kept / mask.Length, 1 - p, mask.Length);
    }

    private static void AssertIndependent(float[] first, float[] second, double p)
    {
        double both = first.Zip(second).Count(pair => pair.First != 0 && pair.Second != 0);
        AssertShare(both / first.Length, (1 - p) * (1 - p), first.Length);
    }

    private static void AssertShare(double actual, double expected, int count) =>
        Assert.Equal(expected, actual, 5 * Math.Sqrt(expected * (1 - expected) / count));
}
