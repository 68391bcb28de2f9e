using SraCl.Backbones.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Backbones.Tests.Objectives;

public sealed class CatalogueCrossEntropyTests : IDisposable
{
    private const long Kept = long.MaxValue;

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(7, 1, Kept)]
    [InlineData(7, 3, Kept)]
    [InlineData(7, 7, Kept)]
    [InlineData(1, 5, Kept)]
    [InlineData(40, 1000, Kept)]
    [InlineData(7, 1, 0)]
    [InlineData(7, 3, 27)]
    [InlineData(1, 5, 0)]
    [InlineData(40, 1, 0)]
    [InlineData(40, 1000, 0)]
    public void Compute_AnyChunkSize_EqualsThePlainFormulation(int items, int chunkSize, long mostKept)
    {
        using var generator = new Generator(5);
        Tensor targets = tensor(new long[] { 0, items - 1, items / 2, items / 2 });

        (double Loss, float[] States, float[] Vectors) plain = Differentiate(generator, items, scale: 1, (states, vectors) =>
            nn.functional.cross_entropy(states.mm(vectors.t()), targets));
        generator.manual_seed(5);
        (double Loss, float[] States, float[] Vectors) chunked = Differentiate(generator, items, scale: 1, (states, vectors) =>
            CatalogueCrossEntropy.Compute(states, vectors, targets, chunkSize: chunkSize, mostKept: mostKept));

        Assert.Equal(plain.Loss, chunked.Loss, 1e-6);
        Numbers.AssertClose(plain.States, chunked.States, 1e-6);
        Numbers.AssertClose(plain.Vectors, chunked.Vectors, 1e-6);
    }

    [Theory]
    [InlineData(Kept)]
    [InlineData(0)]
    public void Compute_TensOfThousandsOfItems_EqualsThePlainFormulationTo1EMinus6(long mostKept)
    {
        const int Items = 50_000;
        using var generator = new Generator(8);
        Tensor targets = tensor(new long[] { 0, 49_999, 1_023, 1_024 });

        (double Loss, float[] States, float[] Vectors) plain = Differentiate(generator, Items, scale: 1, (states, vectors) =>
            nn.functional.cross_entropy(states.to(ScalarType.Float64).mm(vectors.to(ScalarType.Float64).t()), targets).to(ScalarType.Float32));
        generator.manual_seed(8);
        (double Loss, float[] States, float[] Vectors) chunked = Differentiate(generator, Items, scale: 1, (states, vectors) =>
            CatalogueCrossEntropy.Compute(states, vectors, targets, mostKept: mostKept));

        Assert.Equal(1, chunked.Loss / plain.Loss, 1e-6);
        Numbers.AssertClose(plain.States, chunked.States, 1e-6);
        Numbers.AssertClose(plain.Vectors, chunked.Vectors, 1e-6);
    }

    [Theory]
    [InlineData(Kept)]
    [InlineData(0)]
    public void Compute_AnyOrderOfTheChunks_IsTheSameToTheLastBit(long mostKept)
    {
        using var generator = new Generator(9);
        Tensor targets = tensor(new long[] { 3, 98, 0, 5 });

        (double Loss, float[] States, float[] Vectors) forward = Differentiate(generator, 99, scale: 1, (states, vectors) =>
            CatalogueCrossEntropy.Compute(states, vectors, targets, chunkSize: 2, mostKept: mostKept));
        generator.manual_seed(9);
        (double Loss, float[] States, float[] Vectors) backward = Differentiate(generator, 99, scale: 1, (states, vectors) =>
            CatalogueCrossEntropy.Compute(states, vectors, targets, Backward, chunkSize: 2, mostKept));

        Assert.Equal(forward.Loss, backward.Loss);
        Assert.Equal(forward.States, backward.States);
        Assert.Equal(forward.Vectors, backward.Vectors);

        static void Backward(int count, Action<int> work)
        {
            for (int i = count - 1; i >= 0; i--)
            {
                using DisposeScope scope = NewDisposeScope();
                work(i);
            }
        }
    }

    [Theory]
    [InlineData(Kept)]
    [InlineData(0)]
    public void Compute_AFailingPiece_LeavesNoTensorBehind(long mostKept)
    {
        using var generator = new Generator(10);
        Tensor states = randn([4, 8], generator: generator);
        Tensor vectors = randn([40, 8], generator: generator);
        Tensor targets = tensor(new long[] { 3, 8, 0, 5 });
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        Assert.Throws<InvalidOperationException>(() => CatalogueCrossEntropy.Compute(states, vectors, targets, Failing, chunkSize: 3, mostKept));

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        static void Failing(int count, Action<int> work)
        {
            using (NewDisposeScope())
            {
                work(0);
            }

            throw new InvalidOperationException();
        }
    }

    [Theory]
    [InlineData(Kept)]
    [InlineData(0)]
    public void Compute_ScoresBeyondTheRangeOfExp_StaysExact(long mostKept)
    {
        using var generator = new Generator(6);
        Tensor targets = tensor(new long[] { 3, 8, 0, 5 });

        // Scores reach thousands; exp of them would overflow.
        (double Loss, float[] States, float[] Vectors) plain = Differentiate(generator, 9, scale: 50, (states, vectors) =>
            nn.functional.cross_entropy(states.mm(vectors.t()), targets));
        generator.manual_seed(6);
        (double Loss, float[] States, float[] Vectors) chunked = Differentiate(generator, 9, scale: 50, (states, vectors) =>
            CatalogueCrossEntropy.Compute(states, vectors, targets, chunkSize: 2, mostKept: mostKept));

        Assert.True(plain.Loss > 1000);
        Assert.Equal(1, chunked.Loss / plain.Loss, 1e-5);
        Numbers.AssertClose(plain.States, chunked.States, 1e-3);
        Numbers.AssertClose(plain.Vectors, chunked.Vectors, 1e-3);
    }

    [Fact]
    public void Compute_WeightedInATotal_ScalesTheGradients()
    {
        using var generator = new Generator(7);
        Tensor targets = tensor(new long[] { 1, 2, 3, 4 });

        (double _, float[] States, float[] Vectors) once = Differentiate(generator, 6, scale: 1, (states, vectors) =>
            CatalogueCrossEntropy.Compute(states, vectors, targets));
        generator.manual_seed(7);
        (double _, float[] States, float[] Vectors) thrice = Differentiate(generator, 6, scale: 1, (states, vectors) =>
            CatalogueCrossEntropy.Compute(states, vectors, targets) * 3f);

        Numbers.AssertClose(once.States.Select(value => 3 * value).ToArray(), thrice.States, 1e-6);
        Numbers.AssertClose(once.Vectors.Select(value => 3 * value).ToArray(), thrice.Vectors, 1e-6);
    }

    private static (double Loss, float[] States, float[] Vectors) Differentiate(Generator generator, int items, float scale, Func<Tensor, Tensor, Tensor> loss)
    {
        Tensor states = (randn([4, 8], generator: generator) * scale).requires_grad_();
        Tensor vectors = (randn([items, 8], generator: generator) * scale).requires_grad_();
        Tensor value = loss(states, vectors);
        value.backward();
        return (value.ToDouble(), Numbers.Of(states.grad!), Numbers.Of(vectors.grad!));
    }
}
