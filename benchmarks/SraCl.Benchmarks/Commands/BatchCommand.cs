using System.CommandLine;
using System.Diagnostics;
using SraCl.Benchmarks.Workloads.Serving;
using SraCl.Training.Recommendation;
using TorchSharp;

namespace SraCl.Benchmarks.Commands;

/// <summary>Times recommendations in this process: what one call takes, and what a batch takes for each of its requests.</summary>
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
            foreach (int size in (int[])[1, 2, 4, 8, 16, 32, 64])
            {
                RecommendationRequest[][] batches = [.. requests.Chunk(size)];
                Report.Write(new { Batch = size, MicrosecondsPerRequest = Math.Round(Report.Median(Enumerable.Range(0, 5).Select(_ => Time(recommender, batches))) / requests.Length, 1) });
            }
        });
        return command;
    }

    private static double Time(Recommender recommender, RecommendationRequest[][] batches)
    {
        long start = Stopwatch.GetTimestamp();
        foreach (RecommendationRequest[] batch in batches)
        {
            recommender.RecommendBatch(batch);
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }
}
