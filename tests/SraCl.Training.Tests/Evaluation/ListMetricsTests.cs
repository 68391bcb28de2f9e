using SraCl.Modeling;
using SraCl.Splits;
using SraCl.Training.Evaluation;
using static TorchSharp.torch;

namespace SraCl.Training.Tests.Evaluation;

public sealed class ListMetricsTests
{
    private const int Items = 97;

    [Theory]
    [InlineData(SeenItems.Keep, 512, 4096)]
    [InlineData(SeenItems.Keep, 1, 1)]
    [InlineData(SeenItems.Keep, 7, 13)]
    [InlineData(SeenItems.Mask, 64, 32)]
    [InlineData(SeenItems.Mask, 100, 97)]
    [InlineData(SeenItems.Mask, 3, 5)]
    public void Evaluate_ManyTies_EqualsFullSortAtAnySize(SeenItems seen, int batch, int chunk)
    {
        using var backbone = new TableBackbone(TestData.IntegerVectors(Items, 5, seed: 1));
        EvaluationSplit split = TestData.Split(100, Items, seed: 2);
        TrainingSplit train = Train(split);
        var options = new EvaluationOptions { SeenItems = seen, BatchSize = batch, ItemChunkSize = chunk, ListCutOffs = [1, 5, 20] };

        EvaluationResult result = new Evaluator(options).Evaluate(backbone, split, new ItemPopularity(train));

        OrderedDictionary<string, double> expected = Reference(backbone, split, train, seen, [1, 5, 20]);
        Assert.Equal(expected.Keys, result.ListMetrics.Keys);
        Assert.All(expected, metric => Assert.Equal(metric.Value, result.ListMetrics[metric.Key], 10));
        Assert.Equal(new Evaluator(options).Evaluate(backbone, split).Ranks, result.Ranks);
    }

    [Fact]
    public void Evaluate_CutOffBeyondTheCatalogue_TakesAllItems()
    {
        using var backbone = new TableBackbone(TestData.IntegerVectors(7, 3, seed: 3));
        EvaluationSplit split = TestData.Split(10, 7, seed: 4);

        EvaluationResult result = new Evaluator(new EvaluationOptions { ListCutOffs = [50] }).Evaluate(backbone, split, new ItemPopularity(Train(split, 7)));

        Assert.Equal(1, result.ListMetrics["Coverage@50"]);
    }

    [Fact]
    public void Evaluate_EverythingSeen_ListsTheTargetAlone()
    {
        // All three items are in the history; masked, only the target competes.
        using var backbone = new TableBackbone(new float[,] { { 1, 0 }, { 0, 2 }, { 1, 2 } });
        EvaluationSplit split = TestData.Split([[1, 2, 3, 1]]);

        EvaluationResult result = new Evaluator(new EvaluationOptions { SeenItems = SeenItems.Mask, ListCutOffs = [2] }).Evaluate(backbone, split, new ItemPopularity(Train(split, 3)));

        Assert.Equal(1 / 3.0, result.ListMetrics["Coverage@2"]);
        Assert.Equal([1], result.Ranks);
    }

    [Fact]
    public void Evaluate_WithoutPopularity_MeasuresNoLists()
    {
        using var backbone = new TableBackbone(TestData.IntegerVectors(7, 3, seed: 3));

        Assert.Empty(new Evaluator().Evaluate(backbone, TestData.Split(10, 7, seed: 4)).ListMetrics);
    }

    [Fact]
    public void Evaluate_PopularityOfOtherItems_Throws()
    {
        using var backbone = new TableBackbone(TestData.IntegerVectors(7, 3, seed: 3));
        EvaluationSplit split = TestData.Split(10, 7, seed: 4);

        Assert.Contains("8 items, the backbone has 7", Assert.Throws<ArgumentException>(() => new Evaluator().Evaluate(backbone, split, new ItemPopularity(Train(split, 8)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_NoListCutOff_NamesIt() =>
        Assert.Contains("ListCutOffs is []", Assert.Throws<SraClException>(() => new Evaluator(new EvaluationOptions { ListCutOffs = [] })).Message, StringComparison.Ordinal);

    [Fact]
    public void ItemPopularity_Items_CountsTrainingAlone()
    {
        // Item 3 is a target only; item 4 occurs nowhere.
        EvaluationSplit split = TestData.Split([[1, 1, 2, 3], [1, 2]]);
        var popularity = new ItemPopularity(Train(split, 4));

        Assert.Equal([3, 1, 0, 0], new[] { 1, 2, 3, 4 }.Select(popularity.Count));
        Assert.Equal(4, popularity.EventCount);
        Assert.Equal(2, popularity.SelfInformation(2), 12);
        Assert.Equal(2, popularity.SelfInformation(4), 12);
        Assert.Equal(Math.Log2(4 / 3.0), popularity.SelfInformation(1), 12);
    }

    [Fact]
    public void Evaluate_DoublePrecision_EqualsSinglePrecision()
    {
        using var single = new TableBackbone(TestData.IntegerVectors(Items, 5, seed: 1));
        EvaluationSplit split = TestData.Split(100, Items, seed: 2);
        var popularity = new ItemPopularity(Train(split));
        EvaluationResult expected = new Evaluator().Evaluate(single, split, popularity);

        EvaluationResult result = new Evaluator().Evaluate(new DoubleBackbone(single), split, popularity);

        Assert.Equal(expected.ListMetrics, result.ListMetrics);
        Assert.Equal(expected.Ranks, result.Ranks);
    }

    /// <summary>What comes before each user's target.</summary>
    private static TrainingSplit Train(EvaluationSplit split, int items = Items) =>
        new(split.Sequences.Truncate([.. Enumerable.Range(0, split.Sequences.Count).Select(user => split.Sequences.Length(user) - 1)]), items);

    private static OrderedDictionary<string, double> Reference(TableBackbone backbone, EvaluationSplit split, TrainingSplit train, SeenItems seen, int[] cutOffs)
    {
        int[] events = [.. Enumerable.Range(0, train.Sequences.Count).SelectMany(user => train.Sequences[user].ToArray())];
        double Count(int item) => events.Count(other => other == item);
        double[] counts = [0, .. Enumerable.Range(1, backbone.ItemCount).Select(Count)];
        int[][] lists = [.. Enumerable.Range(0, split.Count).Select(List)];
        double historical = Enumerable.Range(0, split.Count).Average(index => split.History(index).ToArray().Average(item => counts[item]));
        var metrics = new OrderedDictionary<string, double>();
        Add("Coverage", k => lists.SelectMany(list => list.Take(k)).Distinct().Count() / (double)backbone.ItemCount);
        Add("Novelty", k => lists.Average(list => list.Take(k).Average(item => -Math.Log2(Math.Max(1, counts[item]) / events.Length))));
        Add("Popularity", Popularity);
        Add("PopularityLift", k => (Popularity(k) - historical) / historical);
        return metrics;

        double Popularity(int k) => lists.Average(list => list.Take(k).Average(item => counts[item]));

        int[] List(int index)
        {
            double[] scores = RankingReference.Scores(backbone, split.History(index));
            int[] history = split.History(index).ToArray();
            int target = split.Target(index);
            return [.. Enumerable.Range(1, backbone.ItemCount).Where(item => seen == SeenItems.Keep || item == target || !history.Contains(item)).OrderByDescending(item => scores[item]).ThenBy(item => item)];
        }

        void Add(string name, Func<int, double> value)
        {
            foreach (int k in cutOffs)
            {
                metrics[$"{name}@{k}"] = value(k);
            }
        }
    }

    /// <summary>The same numbers, in double precision.</summary>
    private sealed class DoubleBackbone(TableBackbone single) : ISequenceBackbone
    {
        public nn.Module Module => single;

        public int ItemCount => single.ItemCount;

        public int HiddenSize => single.HiddenSize;

        public int MaxLength => single.MaxLength;

        public Tensor Encode(Tensor items) => single.Encode(items).to(ScalarType.Float64);

        public Tensor ItemVectors() => single.ItemVectors().to(ScalarType.Float64);
    }
}
