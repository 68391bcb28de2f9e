using SraCl.Sequences;
using SraCl.Splits;
using SraCl.Training.Evaluation;
using SraCl.Training.Splits;

namespace SraCl.Training.Tests.Evaluation;

public sealed class CaseGroupsTests
{
    [Fact]
    public void ByLength_PaperLengths_CountsKnownItems()
    {
        EvaluationSplit split = TestData.Split([.. new[] { 1, 6, 7, 10, 11, 30 }.Select(length => Enumerable.Repeat(1, length + 1).ToArray())]);

        var groups = CaseGroups.ByLength(split);

        Assert.Equal(["length < 7", "length 7-10", "length > 10"], groups.Names);
        Assert.Equal([0, 0, 1, 1, 2, 2], Enumerable.Range(0, split.Count).Select(index => groups[index]));
    }

    [Fact]
    public void ByLength_GivenStarts_NamesSingleLengths() =>
        Assert.Equal(["length < 2", "length 2", "length 3-8", "length > 8"], CaseGroups.ByLength(TestData.Split([[1, 2]]), [2, 3, 9]).Names);

    [Fact]
    public void ByPopularity_GivenStarts_CountsTheTargetsTrainingEvents()
    {
        // Training: item 1 three times, item 2 twice, item 3 never.
        (TrainingSplit train, EvaluationSplit test) = Popular();

        var groups = CaseGroups.ByPopularity(test, new ItemPopularity(train), [1, 3]);

        Assert.Equal(["popularity < 1", "popularity 1-2", "popularity > 2"], groups.Names);
        Assert.Equal([2, 1, 0], Enumerable.Range(0, 3).Select(index => groups[index]));
    }

    [Fact]
    public void ByPopularity_Parts_HaveAboutAsManyCases()
    {
        EvaluationSplit split = TestData.Split(300, 60, seed: 5);
        var train = new TrainingSplit(split.Sequences, 60);

        var groups = CaseGroups.ByPopularity(split, new ItemPopularity(train), parts: 4);

        Assert.Equal(4, groups.Names.Count);
        int[] sizes = [.. Enumerable.Range(0, 4).Select(group => Enumerable.Range(0, 300).Count(index => groups[index] == group))];
        Assert.All(sizes, size => Assert.InRange(size, 55, 95));
    }

    [Fact]
    public void ByPopularity_AllTargetsAlike_AreOneGroup()
    {
        EvaluationSplit split = TestData.Split([[1, 2], [1, 2], [1, 2]]);

        var groups = CaseGroups.ByPopularity(split, new ItemPopularity(new TrainingSplit(split.Sequences, 2)));

        Assert.Equal(["popularity any"], groups.Names);
    }

    [Fact]
    public void Of_Groups_DividesTheMean()
    {
        EvaluationSplit split = TestData.Split(80, 40, seed: 6);
        using var backbone = new TableBackbone(TestData.Vectors(40, 4, seed: 7));
        EvaluationResult result = new Evaluator().Evaluate(backbone, split);
        var groups = CaseGroups.ByLength(split, [10, 20]);

        IReadOnlyList<CaseGroupResult> parts = result.Of(groups);

        Assert.Equal(80, parts.Sum(part => part.CaseCount));
        Assert.All(result.Metrics, metric => Assert.Equal(metric.Value, parts.Sum(part => part.CaseCount * part.Metrics[metric.Key]) / 80, 12));
        double[] own = [.. Enumerable.Range(0, 80).Where(index => split.Cases[index].End is >= 10 and < 20).Select(index => result.Ranks[index] <= 10 ? 1.0 : 0.0)];
        Assert.Equal(own.Average(), parts[1].Metrics["HR@10"], 12);
    }

    [Fact]
    public void Of_GroupWithoutCases_HasNoMetrics()
    {
        EvaluationSplit split = TestData.Split([[1, 2], [2, 1]]);
        using var backbone = new TableBackbone(TestData.Vectors(2, 2, seed: 8));

        IReadOnlyList<CaseGroupResult> parts = new Evaluator().Evaluate(backbone, split).Of(CaseGroups.ByLength(split, [5]));

        Assert.Equal([2, 0], parts.Select(part => part.CaseCount));
        Assert.Empty(parts[1].Metrics);
    }

    [Fact]
    public void Of_GroupsOfOtherCases_Throws()
    {
        using var backbone = new TableBackbone(TestData.Vectors(2, 2, seed: 8));
        EvaluationResult result = new Evaluator().Evaluate(backbone, TestData.Split([[1, 2], [2, 1]]));

        Assert.Contains("of 1 cases, the result has 2", Assert.Throws<ArgumentException>(() => result.Of(CaseGroups.ByLength(TestData.Split([[1, 2]])))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ByLength_GlobalTimeSplit_TakesEachCaseByItself()
    {
        // One user's four events of the test window, whose histories grow from 6 items to 9.
        int[] sequence = [1, 2, 1, 2, 1, 2, 1, 2, 1, 2];
        var dataset = new SequenceDataset(["u"], new IdMap(["a", "b"]), sequence, [0, 10], [.. Enumerable.Range(0, 10).Select(time => (long)time)]);
        DatasetSplit split = new GlobalTimeSplitter(new GlobalTimeSplitOptions { ValidationStart = 5, TestStart = 6 }).Split(dataset);

        var groups = CaseGroups.ByLength(split.Test, [8]);

        Assert.Equal([0, 0, 1, 1], Enumerable.Range(0, split.Test.Count).Select(index => groups[index]));
    }

    [Theory]
    [InlineData]
    [InlineData(0)]
    [InlineData(7, 7)]
    [InlineData(11, 7)]
    public void ByLength_UnusableStarts_SaysWhatIsExpected(params int[] starts)
    {
        SraClException error = Assert.Throws<SraClException>(() => CaseGroups.ByLength(TestData.Split([[1, 2]]), starts));

        Assert.Contains($"begin at [{string.Join(", ", starts)}]; expected one or more ascending numbers", error.Message, StringComparison.Ordinal);
    }

    private static (TrainingSplit Train, EvaluationSplit Test) Popular()
    {
        EvaluationSplit test = TestData.Split([[1, 1, 1], [1, 2, 2], [2, 3]]);
        return (new TrainingSplit(test.Sequences.Truncate([2, 2, 1]), 3), test);
    }
}
