using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SraCl.Semantic.OpenAI;
using SraCl.Semantic.Summaries;
using SraCl.Semantic.Tests.Loopback;

namespace SraCl.Semantic.Tests.OpenAI;

public sealed class OpenAISummarizerTests
{
    private static readonly SummaryPrompt Prompt = new("You are an expert.", "<shampoo>; <soap>");

    [Fact]
    public async Task SummarizeAsync_GoodAnswer_GivesTextUsageAndModel()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync();

        SummaryAnswer answer = await Create(server).SummarizeAsync(Prompt);

        Assert.Equal(new SummaryAnswer(Answers.ChatText(Prompt.User)) { Usage = new TokenUsage(10, 5), Model = "model-of-the-server" }, answer);
        LoopbackRequest request = Assert.Single(server.Requests);
        Assert.Equal("/v1/chat/completions", request.Path);
        Assert.Equal("Bearer key", request.Authorization);
    }

    [Fact]
    public async Task SummarizeAsync_Options_ReachTheService()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync();

        await Create(server, options =>
        {
            options.Chat.Temperature = 0.5;
            options.Chat.TopP = 0.001;
            options.Chat.MaxOutputTokens = 300;
            options.Chat.Seed = 7;
            options.Chat.ExtraBody["thinking"] = new JsonObject { ["type"] = "disabled" };
            options.Chat.ExtraBody["top_p"] = 0.25;
        }).SummarizeAsync(Prompt);

        Assert.Equal(
            """{"max_completion_tokens":300,"model":"m","seed":7,"temperature":0.5,"thinking":{"type":"disabled"},"top_p":0.25,"messages":[{"role":"system","content":"You are an expert."},{"role":"user","content":"\u003Cshampoo\u003E; \u003Csoap\u003E"}]}""",
            Assert.Single(server.Requests).Body.GetRawText());
    }

    [Fact]
    public async Task SummarizeAsync_NoSystemMessage_SendsTheUserMessageAlone()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync();

        await Create(server).SummarizeAsync(Prompt with { System = string.Empty });

        Assert.Equal(1, Assert.Single(server.Requests).Body.GetProperty("messages").GetArrayLength());
    }

    [Fact]
    public async Task SummarizeAsync_ServiceWithoutKey_IsAsked()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync();

        await Create(server, options => options.ApiKey = null).SummarizeAsync(Prompt);

        Assert.Equal("Bearer none", Assert.Single(server.Requests).Authorization);
    }

    [Fact]
    public async Task SummarizeAsync_KeyThatChanges_IsReadAgain()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync();
        string key = "first";
        OpenAISummarizer summarizer = Create(server, options => options.ApiKey = () => key);

        await summarizer.SummarizeAsync(Prompt);
        key = "second\n";
        await summarizer.SummarizeAsync(Prompt);

        Assert.Equal(["Bearer first", "Bearer second"], server.Requests.Select(request => request.Authorization));
    }

    [Fact]
    public async Task SummarizeAsync_NoUsage_IsNoFailure()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => Answers.ChatAsync(context, "Text.", usage: false));

        Assert.Null((await Create(server).SummarizeAsync(Prompt)).Usage);
    }

    [Fact]
    public async Task SummarizeAsync_ContentInParts_IsJoined()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(
            Answers.Text(200, """{"choices":[{"message":{"content":[{"type":"text","text":"Likes "},{"type":"text","text":"soap."}]}}]}"""));

        Assert.Equal("Likes soap.", (await Create(server).SummarizeAsync(Prompt)).Text);
    }

    [Theory]
    [InlineData(408, "", true, false)]
    [InlineData(429, "", true, false)]
    [InlineData(429, "insufficient_quota", false, true)]
    [InlineData(402, "", false, true)]
    [InlineData(500, "", true, false)]
    [InlineData(502, "", true, false)]
    [InlineData(503, "", true, false)]
    [InlineData(501, "", false, false)]
    [InlineData(400, "", false, false)]
    [InlineData(401, "", false, true)]
    [InlineData(403, "", false, true)]
    [InlineData(404, "", false, true)]
    public async Task SummarizeAsync_ErrorStatus_IsClassified(int status, string code, bool isTransient, bool concernsEveryCall)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(Answers.Error(status, "what the service says", code));

        SummaryException exception = await Assert.ThrowsAsync<SummaryException>(() => Create(server).SummarizeAsync(Prompt));

        Assert.Equal((isTransient, concernsEveryCall), (exception.IsTransient, exception.ConcernsEveryCall));
        Assert.Contains($"'m' at {server.Endpoint} answered {status}: 'what the service says'", exception.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(401, "OpenAIOptions.ApiKey")]
    [InlineData(404, "OpenAIOptions.Endpoint: expected the base address")]
    [InlineData(402, "no credit left")]
    public async Task SummarizeAsync_SetUpFailure_NamesTheCure(int status, string cure)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(Answers.Text(status, string.Empty));

        SummaryException exception = await Assert.ThrowsAsync<SummaryException>(() => Create(server).SummarizeAsync(Prompt));

        Assert.Contains(cure, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2", 2.0)]
    [InlineData("0.25", 0.25)]
    [InlineData("100000", 100_000.0)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("Wed, 31 Dec 2025 23:59:59 GMT", null)]
    [InlineData("1e300", 3650 * 86_400.0)]
    [InlineData("Thu, 01 Jan 2026 00:00:30 GMT", 30.0)]
    [InlineData("soon", null)]
    public async Task SummarizeAsync_RetryAfter_IsRead(string header, double? seconds)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(Answers.Error(429, "slow down", retryAfter: header));

        SummaryException exception = await Assert.ThrowsAsync<SummaryException>(() => Create(server, timeProvider: new ManualTimeProvider()).SummarizeAsync(Prompt));

        Assert.Equal(seconds, exception.RetryAfter?.TotalSeconds);
    }

    [Fact]
    public async Task SummarizeAsync_RetryAfterInMilliseconds_Wins()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, request) =>
        {
            context.Response.Headers["retry-after-ms"] = "150";
            return Answers.Error(429, "slow down", retryAfter: "1")(context, request);
        });

        SummaryException exception = await Assert.ThrowsAsync<SummaryException>(() => Create(server).SummarizeAsync(Prompt));

        Assert.Equal(TimeSpan.FromMilliseconds(150), exception.RetryAfter);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(502)]
    public async Task SummarizeAsync_WebPage_IsTransientAndQuoted(int status)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(Answers.Text(status, "<html>\n<body>Bad gateway</body></html>" + new string('x', 1000)));

        SummaryException exception = await Assert.ThrowsAsync<SummaryException>(() => Create(server).SummarizeAsync(Prompt));

        Assert.True(exception.IsTransient);
        Assert.Contains("<html> <body>Bad gateway", exception.Message, StringComparison.Ordinal);
        Assert.True(exception.Message.Length < 700);
    }

    [Theory]
    [InlineData("{\"choices\":[{\"message\":{\"content\":\"likes soap")]
    [InlineData("\"likes soap\"")]
    [InlineData("[\"likes soap\"]")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"likes soap\"}}]}")]
    public async Task SummarizeAsync_WhatMayBeAnAnswer_IsKeptOutOfTheMessage(string body)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(Answers.Text(200, body));

        SummaryException exception = await Assert.ThrowsAsync<SummaryException>(() => Create(server).SummarizeAsync(Prompt));

        Assert.DoesNotContain("soap", exception.Message, StringComparison.Ordinal);
        Assert.Equal((true, body), (exception.IsTransient, exception.Answer));
    }

    [Fact]
    public async Task SummarizeAsync_Refusal_IsKeptOutOfTheMessage()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => Answers.ChatAsync(context, null, refusal: "I will not describe soap."));

        SummaryException exception = await Assert.ThrowsAsync<SummaryException>(() => Create(server).SummarizeAsync(Prompt));

        Assert.DoesNotContain("soap", exception.Message, StringComparison.Ordinal);
        Assert.Equal("I will not describe soap.", exception.Answer);
    }

    [Fact]
    public async Task SummarizeAsync_BrokenAnswers_AreTransient()
    {
        Func<HttpContext, LoopbackRequest, Task>[] broken =
        [
            Answers.TruncatedAsync,
            Answers.CutAsync,
            Answers.NoChoicesAsync,
            (context, _) => Answers.ChatAsync(context, "  "),
            (context, _) => Answers.ChatAsync(context, null),
            (context, _) => Answers.ChatAsync(context, "half", finish: "insufficient_system_resource"),
            Answers.Text(200, "[]"),
            Answers.Text(200, string.Empty),
            Answers.Text(200, """{"choices":[{}]}"""),
            Answers.Error(200, "overloaded", code: "503"),
        ];
        await using LoopbackServer server = await LoopbackServer.StartAsync(broken);
        OpenAISummarizer summarizer = Create(server);

        foreach (Func<HttpContext, LoopbackRequest, Task> _ in broken)
        {
            SummaryException exception = await Assert.ThrowsAsync<SummaryException>(() => summarizer.SummarizeAsync(Prompt));
            Assert.True(exception.IsTransient, exception.Message);
        }

        Assert.Equal(Answers.ChatText(Prompt.User), (await summarizer.SummarizeAsync(Prompt)).Text);
    }

    [Fact]
    public async Task SummarizeAsync_Refusals_AreFinalAndTellWhatTheyTook()
    {
        Func<HttpContext, LoopbackRequest, Task>[] refusals =
        [
            (context, _) => Answers.ChatAsync(context, null, refusal: "I will not."),
            (context, _) => Answers.ChatAsync(context, string.Empty, finish: "content_filter"),
            (context, _) => Answers.ChatAsync(context, "Too lo", finish: "length"),
        ];
        await using LoopbackServer server = await LoopbackServer.StartAsync(refusals);
        OpenAISummarizer summarizer = Create(server);

        foreach (Func<HttpContext, LoopbackRequest, Task> _ in refusals)
        {
            SummaryException exception = await Assert.ThrowsAsync<SummaryException>(() => summarizer.SummarizeAsync(Prompt));
            Assert.Equal((false, new TokenUsage(10, 5)), (exception.IsTransient, exception.Usage));
        }
    }

    [Fact]
    public async Task SummarizeAsync_Hang_TimesOut()
    {
        var time = new ManualTimeProvider();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, request) =>
        {
            asked.SetResult();
            return Answers.HangAsync(context, request);
        });

        Task<SummaryAnswer> answer = Create(server, timeProvider: time).SummarizeAsync(Prompt);
        await asked.Task;
        time.Advance(TimeSpan.FromMinutes(2));
        SummaryException exception = await Assert.ThrowsAsync<SummaryException>(() => answer);

        Assert.True(exception.IsTransient);
        Assert.Contains("did not answer within 00:02:00 (OpenAIOptions.AttemptTimeout)", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SummarizeAsync_CanceledByTheCaller_IsNoFailureOfTheModel()
    {
        using var canceled = new CancellationTokenSource();
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, request) =>
        {
            canceled.Cancel();
            return Answers.HangAsync(context, request);
        });

        OperationCanceledException exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Create(server).SummarizeAsync(Prompt, canceled.Token));

        Assert.Equal(canceled.Token, exception.CancellationToken);
    }

    [Fact]
    public async Task SummarizeAsync_NoService_IsTransientAndNamesTheEndpoint()
    {
        LoopbackServer server = await LoopbackServer.StartAsync();
        OpenAISummarizer summarizer = Create(server);
        Uri endpoint = server.Endpoint;
        await server.DisposeAsync();

        SummaryException exception = await Assert.ThrowsAsync<SummaryException>(() => summarizer.SummarizeAsync(Prompt));

        Assert.True(exception.IsTransient);
        Assert.Contains($"at {endpoint} could not be reached", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fingerprint_NamesWhatDecides_AndNothingElse()
    {
        string Of(Action<OpenAIOptions> change) => new OpenAISummarizer(Options(new Uri("http://localhost/v1"), change)).Fingerprint;

        string fingerprint = Of(_ => { });

        Assert.Equal("""openai-chat {"model":"m","temperature":0}""", fingerprint);
        Assert.Equal(fingerprint, Of(options => options.AttemptTimeout = TimeSpan.FromSeconds(1)));
        Assert.Equal(fingerprint, Of(options => options.Endpoint = new Uri("http://localhost:1234/v1")));
        Assert.NotEqual(fingerprint, Of(options => options.Chat.Model = "n"));
        Assert.NotEqual(fingerprint, Of(options => options.Chat.Temperature = 1));
        Assert.NotEqual(fingerprint, Of(options => options.Chat.ExtraBody["a"] = 1));
    }

    [Fact]
    public void Constructor_NoModel_SaysSo()
    {
        SraClException exception = Assert.Throws<SraClException>(() => new OpenAISummarizer(Options(new Uri("http://localhost/v1"), options => options.Chat.Model = null)));

        Assert.Contains("OpenAIOptions.Chat.Model is null", exception.Message, StringComparison.Ordinal);
    }

    private static OpenAISummarizer Create(LoopbackServer server, Action<OpenAIOptions>? change = null, TimeProvider? timeProvider = null) =>
        new(Options(server.Endpoint, change), timeProvider);

    private static OpenAIOptions Options(Uri endpoint, Action<OpenAIOptions>? change)
    {
        var options = new OpenAIOptions { Endpoint = endpoint, ApiKey = () => "key" };
        options.Chat.Model = "m";
        change?.Invoke(options);
        return options;
    }
}
