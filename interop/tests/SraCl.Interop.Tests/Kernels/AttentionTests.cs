using System.Runtime.InteropServices;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace SraCl.Interop.Tests.Kernels;

/// <summary>Attention over short sequences, which has a kernel of its own, without dropout.</summary>
public sealed class AttentionTests
{
    private const int Batch = 3;
    private const int Heads = 2;

    private const float Hidden = float.NegativeInfinity;

    // Around the width of a register (16) and the limit of the kernel (64).
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 1, 1, 16 }, { 1, 50, 32 }, { 2, 15, 16 }, { 15, 16, 32 }, { 16, 17, 64 }, { 17, 17, 48 }, { 20, 20, 32 }, { 32, 32, 16 },
        { 33, 20, 32 }, { 50, 50, 32 }, { 64, 64, 64 }, { 7, 64, 16 }, { 64, 5, 16 },

        // What the kernel leaves to libtorch.
        { 65, 9, 16 }, { 9, 65, 16 }, { 10, 10, 20 }, { 4, 4, 80 },
    };

    [SkippableTheory]
    [MemberData(nameof(Sizes))]
    public void Attention_WithAndWithoutMasks_GivesTheFormulasValueAndGradients(int queries, int keys, int width)
    {
        Requires.Libtorch();
        Tensor hidden = Values.Uniform(4, Batch, 1, 1, keys) < -0.5;
        hidden[TensorIndex.Colon, 0, 0, 0] = false;
        (string Name, Tensor? Mask, bool Causal)[] masks =
        [
            ("without mask", null, false),
            ("causal", null, true),
            ("a penalty a key", Values.Uniform(5, keys), false),
            ("a penalty a pair", Values.Uniform(6, keys, queries).t(), false),
            ("a penalty a pair and slice", Values.Uniform(7, Batch, Heads, queries, keys), false),
            ("a penalty a pair and head", Values.Uniform(7, Heads, queries, keys), false),
            ("hidden keys", zeros(hidden.shape).masked_fill(hidden, Hidden), false),
            ("hidden keys, as numbers", zeros(hidden.shape).masked_fill(hidden, -1e9), false),
            ("visible keys", hidden.logical_not(), false),
        ];

        foreach ((string name, Tensor? mask, bool causal) in masks)
        {
            AttentionReference.Compare(
                (q, k, v) => F.scaled_dot_product_attention(q, k, v, mask, is_casual: causal), Inputs(queries, keys, width), mask, causal, name);
        }
    }

    [SkippableTheory]
    [InlineData(20, 32)]
    [InlineData(50, 16)]
    public void Attention_OfViews_GivesTheFormulasValueAndGradients(int length, int width)
    {
        Requires.Libtorch();
        Tensor together = Values.Uniform(1, Batch, length, 3 * Heads * width);
        Tensor[] parts = Array.ConvertAll(
            together.split(Heads * width, 2), part => part.view(Batch, length, Heads, width).transpose(1, 2)); // [b, H, L, D/H] each
        (Tensor Q, Tensor K, Tensor V) plain = Inputs(length, length, width);
        (string Name, (Tensor, Tensor, Tensor) Inputs)[] layouts =
        [
            ("parts of one projection", (parts[0], parts[1], parts[2])),
            ("columns before rows", (ColumnsFirst(plain.Q), ColumnsFirst(plain.K), ColumnsFirst(plain.V))),
            ("one head for all", (plain.Q, plain.K.narrow(1, 0, 1).expand_as(plain.K), plain.V.narrow(1, 1, 1).expand_as(plain.V))),
            ("one sequence for all", (plain.Q.narrow(0, 0, 1).expand_as(plain.Q), plain.K, plain.V.narrow(0, 2, 1).expand_as(plain.V))),
            ("one row for all", (plain.Q.narrow(2, 0, 1).expand_as(plain.Q), plain.K, plain.V.narrow(3, 0, 1).expand_as(plain.V))),
        ];

        foreach ((string name, (Tensor, Tensor, Tensor) inputs) in layouts)
        {
            AttentionReference.Compare((q, k, v) => F.scaled_dot_product_attention(q, k, v, is_casual: true), inputs, null, causal: true, name);
        }

        static Tensor ColumnsFirst(Tensor x) => x.transpose(2, 3).contiguous().transpose(2, 3);
    }

    [SkippableFact]
    public void Attention_OfOneTensorThrice_AddsItsGradientsUp()
    {
        Requires.Libtorch();
        Tensor x = Values.Uniform(1, Batch, Heads, 9, 16).requires_grad_();
        Tensor exact = x.detach().to_type(ScalarType.Float64).requires_grad_();

        F.scaled_dot_product_attention(x, x, x).sum().backward();
        AttentionReference.Attend(exact, exact, exact, null, causal: false).sum().backward();

        Values.AssertClose(exact.grad!, x.grad!, 1e-5, "gradient");
    }

    [SkippableFact]
    public void Attention_WithInfinityAndNaN_KeepsThemWhereTheyBelong()
    {
        Requires.Libtorch();
        foreach (float value in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            for (int i = 0; i < 3; i++)
            {
                (Tensor q, Tensor k, Tensor v) = Inputs(18, 20, 16);
                new[] { q, k, v }[i][1, 1, 17, 3] = value;
                Tensor exact = AttentionReference.Attend(
                    q.to_type(ScalarType.Float64), k.to_type(ScalarType.Float64), v.to_type(ScalarType.Float64), null, causal: true);

                Values.AssertClose(exact, F.scaled_dot_product_attention(q, k, v, is_casual: true), 1e-5, $"{value} in input {i}");
            }
        }
    }

    [SkippableFact]
    public void Attention_WithEveryKeyOfAQueryHidden_IsNaNForThisQueryAlone()
    {
        Requires.Libtorch();
        (Tensor q, Tensor k, Tensor v) = Inputs(5, 20, 16);
        Tensor mask = zeros(5, 20);
        mask[3] = full(20, Hidden);

        Tensor isNaN = F.scaled_dot_product_attention(q, k, v, mask).isnan();

        Assert.True(isNaN.select(2, 3).all().item<bool>());
        Assert.Equal(Batch * Heads * 16, isNaN.sum().item<long>());
    }

    [SkippableFact]
    public void Attention_WithScoresFarApart_HidesTheLowOnesExactly()
    {
        Requires.Libtorch();
        (Tensor q, Tensor k, _) = Inputs(4, 20, 16);
        Tensor mask = zeros(20);
        mask[7] = -1e9f;
        mask[8] = float.MinValue;
        mask[9] = -200;

        Tensor weights = F.scaled_dot_product_attention(q, k, eye(20, 16).expand(Batch, Heads, 20, 16), mask);

        Assert.Equal(0, weights.narrow(3, 7, 3).abs().max().item<float>());
    }

    [SkippableFact]
    public void Attention_WithoutGradients_GivesTheSameValue()
    {
        Requires.Libtorch();
        (Tensor q, Tensor k, Tensor v) = Inputs(9, 9, 16);
        q.requires_grad_();
        Tensor recorded = F.scaled_dot_product_attention(q, k, v);
        Assert.True(recorded.requires_grad);

        using (no_grad())
        {
            Tensor result = F.scaled_dot_product_attention(q, k, v);
            Assert.False(result.requires_grad);
            Assert.Equal(Values.Floats(recorded), Values.Floats(result));
        }

        using (inference_mode())
        {
            Tensor result = F.scaled_dot_product_attention(q, k, v);
            Assert.False(result.requires_grad);
            Assert.Equal(Values.Floats(recorded), Values.Floats(result));
            result = F.scaled_dot_product_attention(Values.Uniform(1, q.shape), k, v, Values.Uniform(2, 9));
            Assert.Equal(recorded.shape, result.shape);
        }
    }

    [SkippableFact]
    public void Attention_WhoseResultIsChangedInPlace_PassesTheGradientOn()
    {
        Requires.Libtorch();
        (Tensor q, Tensor k, Tensor v) = Inputs(9, 9, 16);
        v.requires_grad_();
        F.scaled_dot_product_attention(q, k, v).sum().backward();
        Tensor once = v.grad!.clone();
        v.grad!.zero_();

        F.scaled_dot_product_attention(q, k, v).mul_(3).sum().backward();

        Values.AssertClose(once * 3, v.grad!, 1e-5, "gradient");
    }

    [SkippableFact]
    public void Attention_WhoseInputWasChangedBeforeBackward_Throws()
    {
        Requires.Libtorch();
        (Tensor q, Tensor k, Tensor v) = Inputs(9, 9, 16);
        q.requires_grad_();
        Tensor result = F.scaled_dot_product_attention(q, k, v).sum();
        k.add_(1);

        ExternalException error = Assert.Throws<ExternalException>(() => result.backward());

        Assert.Contains("inplace operation", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Attention_WithGradientOfGradientAskedFor_SaysThatThereIsNone()
    {
        Requires.Libtorch();
        (Tensor q, Tensor k, Tensor v) = Inputs(9, 9, 16);
        q.requires_grad_();
        Tensor result = F.scaled_dot_product_attention(q, k, v).sum();

        ExternalException error = Assert.Throws<ExternalException>(() => autograd.grad([result], [q], create_graph: true));

        Assert.Contains("no second derivative", error.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(9)]
    [InlineData(65)]
    public void Attention_WithMaskThatDoesNotFit_Throws(int length)
    {
        Requires.Libtorch();
        (Tensor q, Tensor k, Tensor v) = Inputs(length, length, 16);

        Assert.Throws<ExternalException>(() => F.scaled_dot_product_attention(q, k, v, zeros(length, length - 1)));
    }

    [SkippableFact]
    public void Attention_OverManySlices_DoesNotDependOnTheThreads()
    {
        Requires.Libtorch();
        Tensor x = Values.Uniform(1, 40, Heads, 12, 16).requires_grad_();

        float[][] results = Threads.Each(() =>
        {
            Tensor result = F.scaled_dot_product_attention(x, x, x, is_casual: true);
            Tensor gradient = autograd.grad([result.square().sum()], [x])[0];
            return Values.Floats(cat([result, gradient]));
        });

        Assert.Equal(results[0], results[1]);
    }

    private static (Tensor Q, Tensor K, Tensor V) Inputs(int queries, int keys, int width) => (
        Values.Uniform(1, Batch, Heads, queries, width) * 2,
        Values.Uniform(2, Batch, Heads, keys, width) * 2,
        Values.Uniform(3, Batch, Heads, keys, width));
}
