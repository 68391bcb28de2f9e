using System.CommandLine;
using SraCl.Benchmarks.Workloads.Serving;
using SraCl.Training.Recommendation;
using TorchSharp;

namespace SraCl.Benchmarks.Commands;

/// <summary>Times recommendations in this process: what one call takes, and what a batch takes for each of its requests. Processor time, which other work on the machine hardly changes.</summary>
internal static class BatchCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "Directory of a saved model.", Required = true };
        Option<int> threads = CommonOptions.Threads();
        var command = new Command("recommend-batch", "Times recommendations by the size of the batch.") { model, threads };
        command.SetAction(parsed =>
        {
            torch.set_num_threads(parsed.GetValue(threads));
            using Recommender recommender = ServingCases.Load(parsed.GetRequiredValue(model));
            RecommendationRequest[] requests = ServingCases.Requests(recommender, 2048);
            RecommendedItem[][] single = [.. requests.Select(request => recommender.Recommend(request.History, request.Count, request.Options).ToArray())];
            foreach (int size in (int[])[1, 2, 4, 8, 16, 32, 64])
            {
                RecommendationRequest[][] batches = [.. requests.Chunk(size)];
                double processor = Report.Median(Enumerable.Range(0, 5).Select(_ => Time(recommender, batches))) / requests.Length;
                (RecommendedItem First, RecommendedItem Second)[] pairs = [.. single.Zip(batches.SelectMany(batch => recommender.RecommendBatch(batch))).SelectMany(pair => pair.First.Zip(pair.Second))];
                Report.Write(new
                {
                    Batch = size,
                    ProcessorMicrosecondsPerRequest = Math.Round(processor, 1),
                    OtherItems = pairs.Count(pair => !string.Equals(pair.First.ItemId, pair.Second.ItemId, StringComparison.Ordinal)),
                    OtherScores = pairs.Count(pair => pair.First.Score != pair.Second.Score),
                    LargestScoreDifference = pairs.Max(pair => Math.Abs(pair.First.Score - pair.Second.Score)),
                });
            }
        });
        return command;
    }

    private static double Time(Recommender recommender, RecommendationRequest[][] batches)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        foreach (RecommendationRequest[] batch in batches)
        {
            recommender.RecommendBatch(batch);
        }

        return (Environment.CpuUsage.TotalTime - start).TotalMicroseconds;
    }
}
