using SraCl.Cli.Demo;
using SraCl.Sequences;
using SraCl.Splits;
using SraCl.Training.Evaluation;
using SraCl.Training.Splits;

namespace SraCl.Cli.Tests.Demo;

public sealed class PopularityBackboneTests
{
    [Fact]
    public void Evaluate_Baseline_RanksByTrainingCount()
    {
        var dataset = new SequenceDataset(
            ["a", "b", "c"],
            new IdMap(["1", "2", "3", "4"]),
            [1, 2, 3, 4, 1, 3, 4, 2, 1, 2, 4, 3],
            [0, 4, 8, 12]);
        DatasetSplit split = new LeaveOneOutSplitter().Split(dataset);
        using var backbone = new PopularityBackbone(split.Train);

        EvaluationResult result = new Evaluator(new EvaluationOptions { TieRule = TieRule.Pessimistic }).Evaluate(backbone, split.Test);

        // Training has item 1 three times, item 2 twice, item 3 once and item 4 never; the targets are 4, 2 and 3.
        Assert.Equal([4, 2, 3], result.Ranks);
    }
}
