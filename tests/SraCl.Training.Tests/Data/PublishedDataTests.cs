using SraCl.Splits;
using SraCl.Training.Data;
using SraCl.Training.Splits;
using SraCl.Training.Windows;

namespace SraCl.Training.Tests.Data;

/// <summary>The published data sets, where a copy lies in <c>shared/data</c> beside or above the repository.</summary>
public class PublishedDataTests
{
    [SkippableTheory]
    [InlineData("office/Office.txt", 4_905, 2_420, 53_258, 38_543)]
    [InlineData("office/interactions_time.tsv.gz", 4_905, 2_420, 53_258, 38_543)]
    [InlineData("beauty/Beauty.txt", 22_363, 12_101, 198_502, 131_413)]
    [InlineData("yelp/Yelp.txt", 19_936, 14_587, 207_952, 148_144)]
    public void Load_PublishedFile_GivesThePublishedCounts(string file, int users, int items, int events, int samples)
    {
        (_, DatasetSummary summary) = InteractionFile.Load(Find(file));
        Assert.Equal((users, items, events, 5), (summary.Users, summary.Items, summary.Events, summary.MinLength));

        DatasetSplit split = new LeaveOneOutSplitter().Split(InteractionFile.Load(Find(file)).Dataset);
        Assert.Equal(samples, TrainingSamples.Create(split.Train, TrainingWindows.AllPrefixes, maxLength: 20).Length);
        Assert.Equal(users, split.Validation.Count);
        Assert.Equal(users, split.Test.Count);
    }

    [SkippableFact]
    public void Load_PublishedFile_KeepsThePublishedNumbers()
    {
        // The published files number users and items from 1 in this very order, so an external id is its dense id in writing.
        var dataset = InteractionFile.Load(Find("beauty/Beauty.txt")).Dataset;

        Assert.Equal(Enumerable.Range(1, dataset.Items.Count).Select(id => $"{id}"), dataset.Items.ExternalIds);
        Assert.Equal(Enumerable.Range(1, dataset.UserIds.Count).Select(id => $"{id}"), dataset.UserIds);
    }

    [SkippableFact]
    public void Load_SameEventsWithTimes_GivesTheSameFingerprint()
    {
        string pairs = DatasetFingerprint.Compute(InteractionFile.Load(Find("office/Office.txt")).Dataset);
        string table = DatasetFingerprint.Compute(InteractionFile.Load(Find("office/interactions_time.tsv.gz")).Dataset);

        Assert.Equal(pairs, table);
    }

    private static string Find(string file)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "shared", "data", file);
            if (File.Exists(path))
            {
                return path;
            }
        }

        Skip.If(true, $"No copy of shared/data/{file} in any folder above the tests.");
        return file;
    }
}
