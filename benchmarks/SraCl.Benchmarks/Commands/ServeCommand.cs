using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using SraCl.Benchmarks.Workloads;
using SraCl.Benchmarks.Workloads.Serving;

namespace SraCl.Benchmarks.Commands;

/// <summary>Loads samples/RecommendApi with real clients and checks every answer.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "Directory of a saved model.", Required = true };
        var clients = new Option<int[]>("--clients") { Description = "Numbers of concurrent clients, separated by commas.", DefaultValueFactory = _ => [1, 8, 64], CustomParser = result => ParseNumbers(result.Tokens[0].Value) };
        var seconds = new Option<int>("--seconds") { Description = "Seconds for each number of clients.", DefaultValueFactory = _ => 60 };
        var cases = new Option<int>("--cases") { Description = "Number of different requests.", DefaultValueFactory = _ => 2000 };
        var slots = new Option<int?>("--slots") { Description = "Calls of the model side by side; one a processor without it." };
        var threads = new Option<int>("--operator-threads") { Description = "Threads inside an operator of the server.", DefaultValueFactory = _ => 1 };
        var command = new Command("serve", "Loads the HTTP service: latency, requests a second, errors, wrong answers, memory.") { model, clients, seconds, cases, slots, threads };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string directory = parsed.GetRequiredValue(model);
            int count = parsed.GetValue(cases);

            // One serial recommender, here, says what the answers are.
            ServingCase[] requests = ServingCases.Create(directory, parsed.GetValue(threads), count);
            await using ServedApi api = await ServedApi.StartAsync(directory, parsed.GetValue(slots), parsed.GetValue(threads), cancellationToken);
            await ServingLoad.RunAsync(api, requests, clients: 8, TimeSpan.FromSeconds(Math.Min(15, parsed.GetValue(seconds))), cancellationToken); // Compilation and caches.
            foreach (int number in parsed.GetRequiredValue(clients))
            {
                long start = Stopwatch.GetTimestamp();
                ServingLoad load = await ServingLoad.RunAsync(api, requests, number, TimeSpan.FromSeconds(parsed.GetValue(seconds)), cancellationToken);
                Report.Write(new
                {
                    Clients = number,
                    Seconds = Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 1),
                    Requests = load.Milliseconds.Length,
                    RequestsPerSecond = Math.Round(load.Milliseconds.Length / load.Elapsed.TotalSeconds),
                    P50Ms = Math.Round(load.Percentile(0.5), 2),
                    P99Ms = Math.Round(load.Percentile(0.99), 2),
                    ServerProcessorMsPerRequest = Math.Round(load.Processor.TotalMilliseconds / load.Milliseconds.Length, 3),
                    load.Errors,
                    load.Wrong,
                    ResidentMb = load.Resident.Select(bytes => Math.Round(bytes / ProcessMemory.Megabyte, 1)),
                    Slots = parsed.GetValue(slots) ?? Environment.ProcessorCount,
                    OperatorThreads = parsed.GetValue(threads),
                });
            }
        });
        return command;
    }

    private static int[] ParseNumbers(string text) => Array.ConvertAll(text.Split(','), number => int.Parse(number, CultureInfo.InvariantCulture));
}
