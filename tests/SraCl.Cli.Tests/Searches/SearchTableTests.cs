using SraCl.Cli.Data;
using SraCl.Cli.Runs;
using SraCl.Cli.Searches;
using SraCl.Training.Search;

namespace SraCl.Cli.Tests.Searches;

public sealed class SearchTableTests
{
    [Fact]
    public void Ranked_TiesAndFailures_BestFirstThenTheEarlier()
    {
        SearchResult result = Result((1, 0.2), (2, null), (3, 0.3), (4, 0.3));

        Assert.Equal([3, 4, 1, 2], result.Ranked);
        Assert.Equal(3, result.Best);
    }

    [Fact]
    public void Best_AllDiverged_IsNone() => Assert.Null(Result((1, null), (2, null)).Best);

    [Fact]
    public void TrainArguments_Trial_HasEverySearchedSettingAndWhatWasGiven()
    {
        SearchPlan plan = Result((1, 0.2)).Plan;

        Assert.Equal("train --interactions shop.txt --alpha 0.2 --k 5 --out best", plan.TrainArguments(2, "best"));
        Assert.Equal("--alpha 0.2", plan.Describe(2));
    }

    private static SearchResult Result(params (int Number, double? Score)[] trials)
    {
        var space = SearchSpace.Grid([SearchDimension.Parse("--alpha", "0.1,0.2,0.3,0.4"), SearchDimension.Parse("--k", "5", whole: true)]);
        var plan = new SearchPlan(new TrainingPlan(new DataRecipe { Interactions = "shop.txt" }, "out"), space, null, null, "--interactions shop.txt");
        return new SearchResult(plan, "MRR@10", trials.ToDictionary(trial => trial.Number, trial => Trial(trial.Score)), Measured: null);
    }

    private static SearchTrial Trial(double? score) => new()
    {
        Settings = "{}",
        Values = new Dictionary<string, double>(StringComparer.Ordinal),
        End = score is null ? TrialEnd.Diverged : TrialEnd.Finished,
        Scores = [],
        Score = score,
        Seconds = 1,
    };
}
