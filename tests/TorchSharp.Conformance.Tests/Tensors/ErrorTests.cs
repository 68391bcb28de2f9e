using System.Runtime.InteropServices;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Conformance.Tests.Tensors;

public sealed class ErrorTests
{
    public static TheoryData<string, Action> NativeErrors => new()
    {
        { "mm of shapes that do not fit", () => zeros(2, 3).mm(zeros(2, 3)) },
        { "add of shapes that do not broadcast", () => _ = zeros(2, 3) + zeros(2, 4) },
        { "view of another number of elements", () => zeros(2, 3).view(4) },
        { "index out of range", () => zeros(2, 3).select(0, 5) },
        { "index tensor out of range", () => _ = zeros(2, 3)[tensor(new[] { 0L, 7L })] },
        { "gather out of range", () => zeros(2, 3).gather(1, tensor(new[] { 9L }, [1, 1])) },
        { "cat of shapes that differ", () => cat([zeros(2, 3), zeros(2, 4)], 0) },
        { "cross_entropy with floating-point class out of shape", () => F.cross_entropy(zeros(2, 3), zeros(2)) },
        { "squeeze of a dimension that is not there", () => zeros(2).squeeze(4) },
        { "size of a dimension that is not there", () => zeros(2).size(3) },
    };

    [Theory]
    [MemberData(nameof(NativeErrors))]
    public void Operator_WithBadArguments_ThrowsExternalException(string name, Action action)
    {
        var error = Assert.Throws<ExternalException>(action);

        Assert.False(string.IsNullOrWhiteSpace(error.Message), name);
    }

    [Fact]
    public void Cat_OfNothing_ThrowsArgumentException() => Assert.Throws<ArgumentException>(() => cat([]));

    [Fact]
    public void DisposedTensor_Used_ThrowsInvalidOperationException()
    {
        Tensor x = zeros(2);
        x.Dispose();

        Assert.True(x.IsInvalid);
        Assert.Throws<InvalidOperationException>(() => x + 1);
        Assert.Throws<InvalidOperationException>(() => x.shape);
        Assert.Throws<InvalidOperationException>(() => ones(2) + x);
    }

    [Fact]
    public void Where_WithoutBooleanCondition_ThrowsArgumentException()
    {
        Assert.Throws<ArgumentException>(() => where(ones(2), ones(2), ones(2)));
    }

    [Fact]
    public void Errors_OnManyThreads_KeepTheirOwnMessages()
    {
        Parallel.For(0, 64, i =>
        {
            int size = i + 2;
            var error = Assert.Throws<ExternalException>(() => zeros(1, size).mm(zeros(1, size)));
            Assert.Contains($"1x{size}", error.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Operator_AfterAnError_Works()
    {
        Assert.Throws<ExternalException>(() => zeros(2, 3).mm(zeros(2, 3)));

        using Tensor product = ones(2, 3).mm(ones(3, 2));
        Assert.Equal(12f, product.sum().item<float>());
    }
}
