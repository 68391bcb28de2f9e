using static TorchSharp.torch;

namespace TorchSharp.Conformance.Tests.Tensors;

public sealed class DisposeScopeTests
{
    [Fact]
    public void Dispose_OfScope_DisposesWhatWasMadeInside()
    {
        Tensor outside = ones(2);
        Tensor inside;
        using (NewDisposeScope())
        {
            inside = outside + 1;
        }

        Assert.True(inside.IsInvalid);
        Assert.False(outside.IsInvalid);
        outside.Dispose();
    }

    [Fact]
    public void MoveToOuterDisposeScope_FromInner_SurvivesUntilOuterEnds()
    {
        Tensor moved;
        using (DisposeScope outer = NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                moved = ones(2);
                Assert.Same(moved, moved.MoveToOuterDisposeScope());
            }

            Assert.False(moved.IsInvalid);
            Assert.True(outer.Contains(moved));
        }

        Assert.True(moved.IsInvalid);
    }

    [Fact]
    public void MoveToOuter_OfSeveral_ReturnsThem()
    {
        using DisposeScope outer = NewDisposeScope();
        Tensor first;
        Tensor second;
        using (DisposeScope inner = NewDisposeScope())
        {
            (first, second) = inner.MoveToOuter(ones(1), ones(2));
        }

        Assert.Equal(2, outer.DisposablesCount);
        Assert.False(first.IsInvalid || second.IsInvalid);
    }

    [Fact]
    public void DetachFromDisposeScope_Anywhere_LeavesTheTensorToItsOwner()
    {
        Tensor detached;
        using (NewDisposeScope())
        {
            detached = ones(2).DetachFromDisposeScope();
        }

        Assert.False(detached.IsInvalid);
        detached.Dispose();
        Assert.True(detached.IsInvalid);
    }

    [Fact]
    public void MoveToOuterDisposeScope_OfOutermost_Detaches()
    {
        Tensor moved;
        using (NewDisposeScope())
        {
            moved = ones(2).MoveToOuterDisposeScope();
        }

        Assert.False(moved.IsInvalid);
        moved.Dispose();
    }

    [Fact]
    public void Attach_OfDetachedTensor_DisposesItWithTheScope()
    {
        Tensor attached = ones(2);
        using (DisposeScope scope = NewDisposeScope())
        {
            scope.Attach(attached);
        }

        Assert.True(attached.IsInvalid);
    }

    [Fact]
    public void DisposeEverythingBut_Some_KeepsThemInTheScope()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor kept = ones(2);
        Tensor dropped = ones(3);

        Assert.Same(kept, scope.DisposeEverythingBut(kept));

        Assert.True(dropped.IsInvalid);
        Assert.False(kept.IsInvalid);
        Assert.Equal([kept], scope.DisposablesView);
    }

    [Fact]
    public void Dispose_OfTensor_LeavesItsScope()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] tensors = [ones(1), ones(2), ones(3), ones(4)];

        tensors[1].Dispose();
        tensors[1].Dispose();

        Assert.Equal(3, scope.DisposablesCount);
        Assert.False(scope.Contains(tensors[1]));
        Assert.True(scope.Contains(tensors[3]));
        tensors[3].Dispose();
        tensors[0].Dispose();
        Assert.Equal([tensors[2]], scope.DisposablesView);
    }

    [Fact]
    public void WrappedTensorDisposeScope_OfExpression_KeepsTheResultOnly()
    {
        using DisposeScope outer = NewDisposeScope();

        using Tensor result = WrappedTensorDisposeScope(() => (ones(2) + 1) * 3);

        Assert.Equal(1, outer.DisposablesCount);
        Assert.Equal(12f, result.sum().item<float>());
    }

    [Fact]
    public void Scope_OnAnotherThread_DoesNotTrackItsTensors()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor? made = null;

        ModeTests.RunOnNewThread(() => made = ones(2));

        Assert.Equal(0, scope.DisposablesCount);
        made!.Dispose();
    }

    [Fact]
    public void Grad_OfLeafInAScope_SurvivesIt()
    {
        using Tensor x = ones(2, requires_grad: true);
        using (NewDisposeScope())
        {
            (x * 3).sum().backward();
        }

        using Tensor gradient = x.grad!;
        Assert.Equal([3f, 3f], gradient.data<float>().ToArray());
    }

    [Fact]
    public void Statistics_OfTheThread_CountLiveTensors()
    {
        ModeTests.RunOnNewThread(() =>
        {
            DisposeScopeManager.Statistics.Reset();
            Tensor outside = ones(1);
            using (NewDisposeScope())
            {
                _ = ones(2) + ones(3).sum();
                Assert.True(DisposeScopeManager.Statistics.ThreadTotalLiveCount > 1);
            }

            Assert.Equal(1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
            outside.Dispose();
            Assert.Equal(0, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        });
    }

    [Fact]
    public void Attach_WhatIsNoTensor_IsRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        using var stream = new MemoryStream();

        Assert.Throws<InvalidOperationException>(() => scope.Attach(stream));
        Assert.False(scope.Contains(stream));
    }
}
