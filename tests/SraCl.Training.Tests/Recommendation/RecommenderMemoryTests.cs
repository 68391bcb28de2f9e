using SraCl.Sequences;
using SraCl.Training.Recommendation;
using static TorchSharp.torch;

namespace SraCl.Training.Tests.Recommendation;

[Collection(NativeMemoryTestGroup.Name)]
public sealed class RecommenderMemoryTests
{
    [Fact]
    public void Recommend_ManyCalls_LeaveNoTensorBehind()
    {
        using var backbone = new TableBackbone(TestData.Vectors(10, 4, seed: 1));
        long before = LiveTensors.Settled();
        using (var recommender = new Recommender(backbone, new IdMap(Enumerable.Range(1, 10).Select(id => $"{id}"))))
        {
            recommender.Recommend(["3"], 2);
            RecommendationRequest[] batch = [.. Enumerable.Repeat(new RecommendationRequest(["1", "2"], 3), 70)];
            long live = Tensor.TotalCount;
            for (int i = 0; i < 100; i++)
            {
                recommender.Recommend(["3"], 2);
                recommender.Similar("3", 2);
                recommender.RecommendBatch(batch);
            }

            Assert.Equal(live, Tensor.TotalCount);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }
}
