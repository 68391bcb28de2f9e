using SraCl.Training.Evaluation;
using static TorchSharp.torch;

namespace SraCl.Training.Tests.Evaluation;

[Collection(NativeMemoryTestGroup.Name)]
public sealed class EvaluatorMemoryTests
{
    [Fact]
    public void Evaluate_ManyBlocks_LeavesNoTensorBehind()
    {
        using var backbone = new TableBackbone(TestData.Vectors(50, 8, seed: 1));
        var evaluator = new Evaluator(new EvaluationOptions { BatchSize = 4, ItemChunkSize = 7, SeenItems = SeenItems.Mask });
        var live = new List<long>();
        backbone.OnEncoded = sums =>
        {
            live.Add(Tensor.TotalCount);
            return sums;
        };
        long before = LiveTensors.Settled();

        evaluator.Evaluate(backbone, TestData.Split(100, 50, seed: 2));

        Assert.Equal(before, Tensor.TotalCount);
        Assert.InRange(live.Max() - live.Min(), 0, 20); // Blocks differ in their number of length groups only.
    }

    [Fact]
    public void Evaluate_ManyChunks_HoldsOneAtATime()
    {
        const int Chunks = 20_000;
        using var backbone = new TableBackbone(TestData.Vectors(Chunks, 2, seed: 3));

        new Evaluator(new EvaluationOptions { ItemChunkSize = 1 }).Evaluate(backbone, TestData.Split(2, Chunks, seed: 4));

        Assert.InRange(Tensor.PeakCount, 0, Chunks);
    }
}
