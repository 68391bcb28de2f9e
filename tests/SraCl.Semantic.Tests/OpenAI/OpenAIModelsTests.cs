using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using SraCl.Semantic.Calls;
using SraCl.Semantic.Embeddings;
using SraCl.Semantic.OpenAI;
using SraCl.Semantic.Summaries;
using SraCl.Semantic.Tests.Loopback;

namespace SraCl.Semantic.Tests.OpenAI;

public sealed class OpenAIModelsTests
{
    private const string Sentinel = "sk-SENTINEL-0123456789";

    [Fact]
    public async Task CreateSummarizer_ManyPromptsAndFaults_EveryAnswerBelongsToItsPromptAndIsAskedForOnce()
    {
        const int Prompts = 10_000;
        Func<HttpContext, LoopbackRequest, Task>[] faults =
        [
            Answers.Error(429, "slow down", retryAfter: "0.001"),
            Answers.Error(500, "broken"),
            Answers.Text(502, "<html>Bad gateway</html>"),
            Answers.TruncatedAsync,
            Answers.CutAsync,
            Answers.NoChoicesAsync,
        ];
        var answered = new ConcurrentQueue<string>();
        int faulty = 0;
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, request) =>
        {
            if (request.Number % 20 == 0)
            {
                return faults[Interlocked.Increment(ref faulty) % faults.Length](context, request);
            }

            answered.Enqueue(request.User);
            return Answers.NormalAsync(context, request);
        });
        var budget = new Budget();
        ISummarizer summarizer = OpenAIModels.CreateSummarizer(Options(server), budget);
        var answers = new SummaryAnswer[Prompts];

        await Parallel.ForAsync(
            0, Prompts, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, token) => answers[i] = await summarizer.SummarizeAsync(new SummaryPrompt("s", $"prompt {i}"), token));

        Assert.Equal(Enumerable.Range(0, Prompts).Select(i => Answers.ChatText($"prompt {i}")), answers.Select(answer => answer.Text));
        Assert.Equal(Prompts, answered.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Prompts, answered.Count);
        Assert.True(faulty >= Prompts / 20);
        Assert.Equal(Prompts + faulty, budget.Spent.Calls);
        Assert.Equal(0, budget.Spent.EstimatedCalls);
    }

    [Fact]
    public async Task CreateEmbedder_MoreTextsThanARequestTakes_PutsThemTogetherInOrder()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(Answers.Error(500, "broken"), Answers.Error(429, "slow down", retryAfter: "0.001"));
        OpenAIOptions options = Options(server);
        options.Embedding.MaxTextsPerRequest = 7;
        string[] texts = [.. Enumerable.Range(0, 50).Select(i => i % 10 == 3 ? string.Empty : $"text {i}")];

        TextVectors vectors = await OpenAIModels.CreateEmbedder(options).EmbedAsync(texts);

        Assert.Equal(texts.Select(text => text.Length == 0 ? new float[Answers.Dimension] : Answers.Vector(text)), texts.Select((_, row) => vectors.Vectors[row].ToArray()));
        Assert.Equal(45 * 7, vectors.Usage?.Input);
        Assert.Equal(7 + 2, server.Requests.Count);
    }

    [Fact]
    public async Task CreateSummarizer_BudgetUsedUp_StopsBeforeTheLimitAndTellsWhatWasPaid()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync();
        OpenAIOptions options = Options(server);
        options.Chat.Price = new ModelPrice(100_000, 200_000);
        options.Chat.MaxOutputTokens = 5;
        options.Embedding.Model = null;
        options.Budget.MaxCost = 7;
        ISummarizer summarizer = OpenAIModels.CreateSummarizer(options);
        var prompt = new SummaryPrompt(new string('s', 40), string.Empty);

        BudgetExceededException? exception = null;
        for (int i = 0; exception is null && i < 10; i++)
        {
            exception = await Record.ExceptionAsync(() => summarizer.SummarizeAsync(prompt)) as BudgetExceededException;
        }

        Assert.Equal(new BudgetSpending(6, new TokenUsage(30, 15), 3, 0), exception?.Spent);
        Assert.Equal(3, server.Requests.Count);
        Assert.Contains("MaxCost is 7: 6 are spent, and the next call may cost 2.", exception?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_EverythingThatGoesWrong_IsInNoMessageLogActivityOrFingerprint()
    {
        // Services repeat the key in errors, in the middle of other text and at the cut.
        string echo = $"Incorrect API key provided: {Sentinel}. {new string('x', 220)}{Sentinel}{Sentinel}";
        await using LoopbackServer server = await LoopbackServer.StartAsync(
            Answers.Error(401, echo), Answers.Text(200, $"<html>{echo}"), Answers.Text(403, echo), Answers.Error(200, echo), Answers.CutAsync, Answers.Error(401, echo), Answers.Error(429, echo, retryAfter: "100000"));
        using var logs = new RecordingLoggerFactory();
        var seen = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => string.Equals(source.Name, TelemetryPolicy.SourceName, StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => seen.Enqueue($"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)}"),
        };
        ActivitySource.AddActivityListener(listener);
        OpenAIOptions options = Options(server);
        options.ApiKey = () => Sentinel;
        options.Retry.MaxAttempts = 1;
        ISummarizer summarizer = OpenAIModels.CreateSummarizer(options, loggerFactory: logs);
        ITextEmbedder embedder = OpenAIModels.CreateEmbedder(options, loggerFactory: logs);

        for (int i = 0; i < 5; i++)
        {
            seen.Enqueue((await Assert.ThrowsAsync<SummaryException>(() => summarizer.SummarizeAsync(new SummaryPrompt("s", "u")))).ToString());
        }

        seen.Enqueue((await Assert.ThrowsAsync<SummaryException>(() => embedder.EmbedAsync(["a"]))).ToString());
        seen.Enqueue((await Assert.ThrowsAsync<SummaryException>(() => embedder.EmbedAsync(["a"]))).ToString());
        await summarizer.SummarizeAsync(new SummaryPrompt("s", "u"));
        string everything = string.Join('\n', [.. seen, .. logs.Messages.Select(message => message.Text), summarizer.Fingerprint, embedder.Fingerprint]);

        Assert.All(server.Requests, request => Assert.Equal($"Bearer {Sentinel}", request.Authorization));
        Assert.DoesNotContain("SENTINEL", everything, StringComparison.Ordinal);
        Assert.Contains("Incorrect API key provided: ***", everything, StringComparison.Ordinal);
    }

    private static OpenAIOptions Options(LoopbackServer server)
    {
        var options = new OpenAIOptions { Endpoint = server.Endpoint };
        options.Chat.Model = "m";
        options.Embedding.Model = "e";
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        options.Retry.MaxAttempts = 20;
        return options;
    }
}
