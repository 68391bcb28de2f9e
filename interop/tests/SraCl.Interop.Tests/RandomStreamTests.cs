using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace SraCl.Interop.Tests;

/// <summary>
/// The streams of Python's PyTorch 1.13 for <c>torch.manual_seed(42)</c>, drawn in the order of the test. Another libtorch may draw
/// other numbers, and then the tests are skipped.
/// </summary>
[Collection("default random generator")]
public sealed class RandomStreamTests
{
    [SkippableFact]
    public void DefaultGenerator_AfterManualSeed_GivesPythonsStream()
    {
        Requires.LibtorchVersion("1.13");
        manual_seed(42);

        Assert.Equal([0.8822692632675171f, 0.9150039553642273f, 0.38286375999450684f, 0.9593056440353394f], Floats(rand(4)));
        Assert.Equal([0.23446236550807953f, 0.23033303022384644f, -1.1228563785552979f, -0.18632829189300537f], Floats(randn(4)));

        // From 16 values on, the normal distribution is drawn by another, vectorised way.
        float[] many = Floats(randn(20));
        Assert.Equal([-0.24825750291347504f, -1.2082147598266602f, -0.4776674509048462f, 0.5201311707496643f], many[..4]);
        Assert.Equal(-0.4879138767719269f, many[^1]);

        Assert.Equal([693L, 677, 70, 709, 370, 739], randint(0, 1000, [6]).data<long>().ToArray());
        Assert.Equal([6L, 5, 3, 7, 0, 1, 4, 2], randperm(8).data<long>().ToArray());
        Assert.Equal([1f, 0, 1, 0, 1, 0, 1, 1, 1, 0, 0, 0], Floats(bernoulli(full(12, 0.5))));
        Assert.Equal([0f, 0, 0, 2, 2, 2, 2, 0, 2, 0, 0, 0], Floats(F.dropout(ones(12), 0.5)));
        Assert.Equal([0.3820042312145233f, 0.14635933935642242f, 1.900793194770813f], Floats(empty(3).normal_(1, 2)));
        Assert.Equal([-0.6830815076828003f, -0.8483966588973999f, -0.550662636756897f], Floats(empty(3).uniform_(-1, 1)));
        Assert.Equal([2L, 5, 3, 0], multinomial(ones(6), 4).data<long>().ToArray());
        Assert.Equal([0.005573645234107971f, 0.6415390372276306f], Floats(empty(2).exponential_(2.0)));
    }

    [SkippableFact]
    public void OwnGenerator_AfterSeed_GivesPythonsStream()
    {
        Requires.LibtorchVersion("1.13");
        using var generator = new Generator(3);

        Assert.Equal([0.004263520240783691f, 0.10556936264038086f, 0.2858424782752991f], Floats(rand(3, generator: generator)));

        generator.manual_seed(3);
        randn(5, generator: generator);
        Assert.Equal([0.14984089136123657f, 0.40146881341934204f], Floats(rand(2, generator: generator)));
    }

    private static float[] Floats(Tensor tensor) => tensor.data<float>().ToArray();
}
