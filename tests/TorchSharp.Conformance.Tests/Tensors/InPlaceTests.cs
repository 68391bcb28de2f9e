using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Conformance.Tests.Tensors;

public sealed class InPlaceTests
{
    public static TheoryData<string, Func<Tensor, Tensor>, float[]> Operators => new()
    {
        { "add_", x => x.add_(1), [2, 3, 5] },
        { "add_ tensor with alpha", x => x.add_(ones(3), 2), [3, 4, 6] },
        { "sub_", x => x.sub_(1), [0, 1, 3] },
        { "mul_", x => x.mul_(0.5), [0.5f, 1, 2] },
        { "div_", x => x.div_(2), [0.5f, 1, 2] },
        { "pow_", x => x.pow_(2), [1, 4, 16] },
        { "addcmul_", x => x.addcmul_(ones(3), ones(3), 3), [4, 5, 7] },
        { "addcdiv_", x => x.addcdiv_(ones(3), full(3, 2.0), 2), [2, 3, 5] },
        { "lerp_", x => x.lerp_(zeros(3), tensor(0.5f)), [0.5f, 1, 2] },
        { "clamp_", x => x.clamp_(2, 3), [2, 2, 3] },
        { "neg_", x => x.neg_(), [-1, -2, -4] },
        { "sqrt_", x => x.sqrt_().mul_(2), [2, 2 * 1.4142135f, 4] },
        { "fill_", x => x.fill_(7), [7, 7, 7] },
        { "gt_", x => x.gt_(tensor(new[] { 2f, 2, 2 })), [0, 0, 1] },
        { "ge_", x => x.ge_(tensor(new[] { 2f, 2, 2 })), [0, 1, 1] },
        { "copy_", x => x.copy_(tensor(new[] { 9L, 8, 7 })), [9, 8, 7] },
        { "masked_fill_", x => x.masked_fill_(x > 1.5, 0), [1, 0, 0] },
        { "index_fill_", x => x.index_fill_(0, tensor(new[] { 0L, 2 }), 5), [5, 2, 5] },
        { "index_add_", x => x.index_add_(0, tensor(new[] { 0L, 0 }), ones(2), 1), [3, 2, 4] },
        { "scatter_add_", x => x.scatter_add_(0, tensor(new[] { 1L, 1 }), ones(2)), [1, 4, 4] },
        { "index_put_", x => x.index_put_(tensor(5f), tensor(new[] { 1L })), [1, 5, 4] },
    };

    [Theory]
    [MemberData(nameof(Operators))]
    public void InPlaceOperator_Always_ReturnsTheSameObject(string name, Func<Tensor, Tensor> change, float[] expected)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new[] { 1f, 2f, 4f });

        Tensor result = change(x);

        Assert.True(ReferenceEquals(x, result), name);
        Assert.Equal(expected, x.data<float>().ToArray());
    }

    // The only one that does not promise to return the object itself.
    [Fact]
    public void Zero_Always_ClearsTheNumbers()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new[] { 1f, 2f, 4f });

        Tensor result = x.zero_();

        Assert.Equal([0f, 0f, 0f], x.data<float>().ToArray());
        Assert.Equal([0f, 0f, 0f], result.data<float>().ToArray());
    }

    [Fact]
    public void Cat_OfOneTensor_SharesItsNumbers()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new[] { 1f, 2f, 4f });

        cat([x]).add_(1);

        Assert.Equal([2f, 3f, 5f], x.data<float>().ToArray());
    }

    [Fact]
    public void Set_AnotherParameter_SharesItsNumbersButNotItsGradient()
    {
        using DisposeScope scope = NewDisposeScope();
        var source = new Parameter(ones(2));
        var replica = new Parameter(zeros(3));
        using (no_grad())
        {
            replica.set_(source);
            source.add_(1);
        }

        (replica * 5).sum().backward();

        Assert.Equal([2f, 2f], replica.detach().data<float>().ToArray());
        Assert.Equal([5f, 5f], replica.grad!.data<float>().ToArray());
        Assert.Null(source.grad);
    }

    [Fact]
    public void InPlaceOperator_InAScope_AddsNoTensor()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(3);
        Tensor y = ones(3);
        int before = scope.DisposablesCount;

        x.add_(y).mul_(2).sub_(0.5).clamp_(0, 1).copy_(y).fill_(0);

        Assert.Equal(before, scope.DisposablesCount);
    }
}
