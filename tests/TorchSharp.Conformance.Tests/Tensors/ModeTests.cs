using static TorchSharp.torch;

namespace TorchSharp.Conformance.Tests.Tensors;

public sealed class ModeTests
{
    [Fact]
    public void NoGrad_Nested_RestoresTheOuterMode()
    {
        Assert.True(is_grad_enabled());
        using (no_grad())
        {
            using (enable_grad())
            {
                Assert.True(is_grad_enabled());
            }

            Assert.False(is_grad_enabled());
            using Tensor x = ones(2, requires_grad: true);
            Assert.False((x * 2).requires_grad);
        }

        Assert.True(is_grad_enabled());
    }

    [Fact]
    public void NoGrad_LeftByException_RestoresTheMode()
    {
        static void Fail()
        {
            using IDisposable guard = no_grad();
            throw new InvalidOperationException();
        }

        Assert.Throws<InvalidOperationException>(Fail);
        Assert.True(is_grad_enabled());
    }

    [Fact]
    public void SetGradEnabled_WithFalse_SwitchesOff()
    {
        using (set_grad_enabled(false))
        {
            Assert.False(is_grad_enabled());
        }
    }

    [Fact]
    public void Modes_OnAnotherThread_StartAfresh()
    {
        bool gradient = false;
        bool tracked = false;
        using (no_grad())
        {
            RunOnNewThread(() => gradient = is_grad_enabled());
        }

        using (inference_mode())
        {
            RunOnNewThread(() =>
            {
                using Tensor x = ones(2, requires_grad: true);
                tracked = (x * 2).requires_grad;
            });
        }

        Assert.True(gradient);
        Assert.True(tracked);
    }

    [Fact]
    public void InferenceMode_Inside_TracksNothing()
    {
        using Tensor x = ones(2, requires_grad: true);
        using (inference_mode())
        {
            Assert.False((x * 2).requires_grad);
            using (inference_mode(false))
            {
                Assert.True((x * 2).requires_grad);
            }

            Assert.False((x * 2).requires_grad);
        }

        Assert.True((x * 2).requires_grad);
    }

    internal static void RunOnNewThread(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }
}
