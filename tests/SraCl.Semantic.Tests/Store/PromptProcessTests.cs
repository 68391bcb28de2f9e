using System.Diagnostics;
using SraCl.Randomness;
using SraCl.Semantic.Store;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Tests.Store;

/// <summary>Runs that are killed, and runs side by side.</summary>
public sealed class PromptProcessTests : IDisposable
{
    private const int Count = 150;

    private static readonly SummaryPrompt[] Prompts = FakeSummarizer.Prompts(Count);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Run_KilledAtRandomMoments_RepeatsAtMostTheCallsInFlight()
    {
        const int Kills = 5;
        CounterRandom random = CounterRandom.Create(1);
        int answered = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            using Process process = Start();
            int calls = 5 + random.NextInt32(20);
            await process.StandardInput.WriteAsync(new string('\n', calls));
            await process.StandardInput.FlushAsync();
            for (int line = random.NextInt32(calls); line >= 0; line--)
            {
                Assert.Equal("answered", await process.StandardOutput.ReadLineAsync());
            }

            process.Kill();
            await process.WaitForExitAsync();
            int now = StoredAnswers();
            Assert.InRange(now, answered, Count - 1);
            answered = now;
        }

        Assert.NotEqual(0, answered);
        await FinishAsync(Start());
        Assert.Equal(Count, StoredAnswers());
        string[] log = File.ReadAllLines(_directory.File("calls.log"));
        Assert.InRange(log.Length, Count, Count + (Kills * PromptProcess.Concurrency));
        Assert.Equal(Count, log.Distinct().Count());
    }

    [Fact]
    public async Task Run_TwoProcessesAtOnce_ShareTheStore()
    {
        await Task.WhenAll(FinishAsync(Start()), FinishAsync(Start()));

        Assert.Equal(Count, StoredAnswers());
        Assert.InRange(File.ReadAllLines(_directory.File("calls.log")).Length, Count, 2 * Count);
    }

    private static async Task FinishAsync(Process process)
    {
        using (process)
        {
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            string errors = await process.StandardError.ReadToEndAsync();
            await output;
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, errors);
        }
    }

    private Process Start() => PromptProcess.Start(_directory.File("store.db"), _directory.File("calls.log"), Count);

    /// <summary>Counts the answers, and checks that each belongs to its prompt.</summary>
    private int StoredAnswers()
    {
        using SemanticStore store = SemanticStore.Open(_directory.File("store.db"));
        IReadOnlyDictionary<ContentKey, SummaryAnswer> answers = store.ReadAnswers("fake");
        Assert.Equal(answers.Count, Prompts.Count(prompt => answers.TryGetValue(ContentKey.OfPrompt("fake", prompt), out SummaryAnswer? answer) && answer == FakeSummarizer.To(prompt)));
        return answers.Count;
    }
}
