using System.Diagnostics;
using System.Globalization;
using System.Text;
using SraCl.Semantic.Preparation;
using SraCl.Semantic.Store;

namespace SraCl.Semantic.Tests.Store;

/// <summary>
/// A process of its own that runs prompts against a store, so that it can be killed. It writes each call to a log before it makes it. A call is answered when a line
/// comes through the standard input, or at once when that has ended; then the process says so on its standard output.
/// </summary>
internal static class PromptProcess
{
    public const string Part = "run-prompts";

    public const int Concurrency = 4;

    public static Process Start(string store, string log, int count)
    {
        // The test host is the `dotnet` program or an executable beside which it is found.
        string host = Path.GetFileNameWithoutExtension(Environment.ProcessPath!);
        var start = new ProcessStartInfo(string.Equals(host, "dotnet", StringComparison.Ordinal) ? Environment.ProcessPath! : "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments = ["exec", typeof(PromptProcess).Assembly.Location, Part, store, log, count.ToString(CultureInfo.InvariantCulture)];
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    /// <summary>What the process does.</summary>
    public static async Task RunAsync(string path, string log, int count)
    {
        using SemanticStore store = SemanticStore.Open(path);
        using var permits = new SemaphoreSlim(1);
        var summarizer = new FakeSummarizer(async (prompt, cancellationToken) =>
        {
            await permits.WaitAsync(cancellationToken);
            try
            {
                // One write, so that the lines of two processes do not mix; closed, so that it outlives this one.
                using (var file = new FileStream(log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
                {
                    file.Write(Encoding.UTF8.GetBytes(prompt.User + "\n"));
                }

                await Console.In.ReadLineAsync(cancellationToken);
                await Console.Out.WriteLineAsync("answered");
            }
            finally
            {
                permits.Release();
            }

            return FakeSummarizer.To(prompt);
        });
        SummaryRun run = await new SummaryPipeline(new CachingSummarizer(summarizer, store), new SummaryPipelineOptions { Concurrency = Concurrency })
            .RunAsync(FakeSummarizer.Prompts(count));
        Assert.True(run.IsComplete);
    }
}
