using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Conformance.Tests.Tensors;

/// <summary>What holds on every libtorch; its actual streams are checked by the provider's own tests.</summary>
public sealed class RandomTests
{
    public static TheoryData<string, Func<Tensor>> Draws => new()
    {
        { "rand", () => rand(64) },
        { "randn", () => randn(64) },
        { "randint", () => randint(0, 1000, [64]) },
        { "randperm", () => randperm(64) },
        { "normal_", () => empty(64).normal_(1, 2) },
        { "uniform_", () => empty(64).uniform_(-1, 1) },
        { "bernoulli", () => bernoulli(full(64, 0.5)) },
        { "multinomial", () => multinomial(ones(64), 32) },
        { "dropout", () => F.dropout(ones(64), 0.5) },
    };

    [Theory]
    [MemberData(nameof(Draws))]
    public void Draw_AfterTheSameSeed_IsTheSame(string name, Func<Tensor> draw)
    {
        manual_seed(7);
        using Tensor first = draw();
        using Tensor other = draw();
        manual_seed(7);
        using Tensor second = draw();

        Assert.True(first.Equals(second), name);
        Assert.False(first.Equals(other), name);
    }

    [Fact]
    public void Generator_OfItsOwn_LeavesTheDefaultAlone()
    {
        manual_seed(7);
        using Tensor expected = rand(8);
        using var generator = new Generator(3);

        manual_seed(7);
        using Tensor own = rand(8, generator: generator);
        using Tensor actual = rand(8);

        Assert.True(expected.Equals(actual));
        Assert.False(expected.Equals(own));
    }

    [Fact]
    public void Generator_StateSetBack_RepeatsTheStream()
    {
        using var generator = new Generator(3);
        using Tensor state = generator.get_state();
        using Tensor first = randperm(32, generator: generator);

        generator.set_state(state);
        using Tensor second = randperm(32, generator: generator);

        Assert.True(first.Equals(second));
        Assert.Equal(3, generator.initial_seed());
    }

    [Fact]
    public void RngState_SetBack_RepeatsTheStream()
    {
        using Tensor state = torch.random.get_rng_state();
        using Tensor first = F.dropout(ones(64), 0.3);

        torch.random.set_rng_state(state);
        using Tensor second = F.dropout(ones(64), 0.3);

        Assert.True(first.Equals(second));
    }

    [Fact]
    public void Dropout_InTraining_ScalesWhatItKeeps()
    {
        manual_seed(5);
        using Tensor dropped = F.dropout(ones(10_000), 0.25);

        using Tensor kept = dropped[dropped != 0];
        Assert.All(kept.data<float>().ToArray(), value => Assert.Equal(1 / 0.75f, value, 6));
        Assert.InRange(kept.numel(), 7_300, 7_700); // 7500 plus or minus 4.6 standard deviations of 43
    }

    [Fact]
    public void Normal_ManyDraws_HaveMeanAndDeviation()
    {
        manual_seed(5);
        using Tensor draws = empty(20_000).normal_(3, 0.5);

        Assert.Equal(3, draws.mean().ToDouble(), 0.02);
        Assert.Equal(0.5, draws.std().ToDouble(), 0.02);
    }
}
