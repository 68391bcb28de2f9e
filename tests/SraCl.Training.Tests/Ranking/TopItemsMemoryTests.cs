using SraCl.Training.Ranking;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Training.Tests.Ranking;

[Collection(NativeMemoryTestGroup.Name)]
public sealed class TopItemsMemoryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Find_ManyChunks_HoldsOneAtATime(bool onDevice)
    {
        const int Chunks = 20_000;
        using DisposeScope scope = NewDisposeScope();
        var top = new TopItems(tensor(TestData.Vectors(Chunks, 2, seed: 3))) { ChooseOnDevice = onDevice };
        Tensor rows = tensor(TestData.Vectors(3, 2, seed: 4));
        long before = LiveTensors.Settled();

        ScoredItem[][] found = top.Find(rows, [new TopQuery(5), new TopQuery(1), new TopQuery(0)], chunkSize: 1);

        Assert.Equal([5, 1, 0], found.Select(items => items.Length));
        Assert.Equal(before, Tensor.TotalCount);
        Assert.InRange(Tensor.PeakCount, 0, Chunks);
    }
}
