using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Conformance.Tests.Tensors;

public sealed class AutogradTests
{
    [Fact]
    public void Grad_BeforeBackward_IsNull()
    {
        using Tensor x = ones(2, requires_grad: true);

        Assert.Null(x.grad);
    }

    [Fact]
    public void Backward_Twice_AccumulatesUntilGradIsSetToNull()
    {
        using Tensor x = tensor(new[] { 1f, 2f }, requires_grad: true);

        (x * x).sum().backward();
        (x * x).sum().backward();
        Assert.Equal([4f, 8f], x.grad!.data<float>().ToArray());

        x.grad = null;
        Assert.Null(x.grad);
    }

    [Fact]
    public void Backward_AgainOverTheSameGraph_NeedsRetainGraph()
    {
        using Tensor x = ones(2, requires_grad: true);
        using Tensor kept = (x * x).sum();
        kept.backward(retain_graph: true);
        kept.backward();

        Assert.Throws<ExternalException>(() => kept.backward());
        Assert.Equal([4f, 4f], x.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Backward_OfVector_TakesCotangent()
    {
        using Tensor x = tensor(new[] { 1f, 2f }, requires_grad: true);

        (x * 3).backward([tensor(new[] { 10f, 100f })]);

        Assert.Equal([30f, 300f], x.grad!.data<float>().ToArray());
        Assert.Throws<ExternalException>(() => (x * 3).backward());
    }

    [Fact]
    public void Backward_WithCreateGraph_GivesSecondDerivative()
    {
        using Tensor x = tensor(3f, requires_grad: true);

        // Unlike in Python, retain_graph does not follow create_graph; without it the second call would end the process.
        Tensor first = autograd.grad([x * x * x], [x], retain_graph: true, create_graph: true)[0];
        Tensor second = autograd.grad([first], [x])[0];

        Assert.Equal(27f, first.item<float>());
        Assert.Equal(18f, second.item<float>());
    }

    [Fact]
    public void Detach_OfResult_CutsTheGraph()
    {
        using Tensor x = ones(2, requires_grad: true);
        using Tensor y = x * 2;

        Assert.True(y.requires_grad);
        Assert.False(y.is_leaf);
        Assert.False(y.detach().requires_grad);
    }

    [Fact]
    public void RetainGrad_OnInnerNode_KeepsItsGradient()
    {
        using Tensor x = ones(2, requires_grad: true);
        using Tensor y = x * 2;
        y.retain_grad();

        (y * 5).sum().backward();

        Assert.Equal([5f, 5f], y.grad!.data<float>().ToArray());
    }

    [Fact]
    public void RequiresGrad_SwitchedOff_StopsTracking()
    {
        using Tensor x = ones(2, requires_grad: true);

        Assert.Same(x, x.requires_grad_(false));
        Assert.False((x * 2).requires_grad);
    }

    [Fact]
    public void InPlaceChange_OfLeafOutsideNoGrad_Throws()
    {
        using Tensor x = ones(2, requires_grad: true);

        Assert.Throws<ExternalException>(() => x.add_(1));
        using (no_grad())
        {
            x.add_(1);
        }

        Assert.Equal([2f, 2f], x.detach().data<float>().ToArray());
    }
}
