using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using SraCl.Randomness;
using SraCl.Semantic.Preparation;
using SraCl.Semantic.Storage;
using SraCl.Semantic.Tests.Loopback;

namespace SraCl.Cli.Tests.Commands;

/// <summary>Preparations that ask language models, at a service on this machine.</summary>
[Collection(SharedShop.Name)]
public sealed class PrepareWithModelsTests(PreparedShop shop) : IDisposable
{
    private const int Items = 12;
    private const int Prefixes = 79;
    private const int Users = 40;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Prepare_ChatAndEmbeddings_AsksOncePerPromptAndTextAndKeepsAll()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync();

        string output = await CommandLine.OutputAsync(Prepare(server, "--embedder", "openai", "--embedding-model", "e", "--price", "1,2", "--embedding-price", "3"));

        LoopbackRequest[] chats = Chats(server);
        Assert.Equal(chats.Length, chats.Select(chat => chat.User).Distinct(StringComparer.Ordinal).Count());
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"Items     {Items} of {Items} prompts answered; {15 * Items} tokens, 0.0002 spent"), output, StringComparison.Ordinal);
        Assert.Contains($"Sequences {Prefixes} of {Prefixes} prompts answered", output, StringComparison.Ordinal);
        Assert.Contains("Vectors   by e: 12 items, d = 4", output, StringComparison.Ordinal);
        SemanticsManifest manifest = SemanticsDirectory.ReadManifest(_folder["out"]);
        Assert.Equal("e, d = 4, summaries by m", manifest.Details.ItemEmbedder);
        Assert.Equal("e, summaries by m, one a prefix", manifest.Details.SequenceEmbedder);
        Assert.Equal(SequencePool.TrainingPrefixes, manifest.Options.SequencePool);
        Assert.Equal(Items, File.ReadLines(_folder["out/prompts.items.jsonl"]).Count());
        Assert.Equal(Prefixes, File.ReadLines(_folder["out/prompts.sequences.jsonl"]).Count());

        int before = server.Requests.Count;
        await CommandLine.OutputAsync(Prepare(server, "--embedder", "openai", "--embedding-model", "e", "--price", "1,2", "--embedding-price", "3", "--k", "3", "--force"));
        Assert.Equal(before, server.Requests.Count);
        Assert.Equal(3, SemanticsDirectory.ReadManifest(_folder["out"]).Options.K);
    }

    [Fact]
    public async Task Prepare_Vectors_AreThoseOfTheAnswers()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync();

        await CommandLine.OutputAsync(Prepare(server, "--embedder", "openai", "--embedding-model", "e"));

        SemanticNeighbors semantics = SemanticsDirectory.Load(_folder["out"]);
        string[] texts = [.. File.ReadLines(_folder["out/items.jsonl"]).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()!)];
        for (int item = 1; item <= Items; item++)
        {
            Assert.Equal(Answers.Vector(texts[item - 1]), semantics.ItemEmbeddings[item].ToArray());
        }

        Assert.All(semantics.ItemEmbeddings[0].ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public async Task Prepare_OneSummaryAUser_AsksOncePerUserAndTakesOneSequenceOfEach()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync();

        string output = await CommandLine.OutputAsync(Prepare(server, "--unit", "user"));

        Assert.Contains($"Sequences {Users} of {Users} prompts answered", output, StringComparison.Ordinal);
        Assert.Equal(SequencePool.OnePerUser, SemanticsDirectory.ReadManifest(_folder["out"]).Options.SequencePool);
        Assert.Equal("lsa, d = 256, summaries by m", SemanticsDirectory.ReadManifest(_folder["out"]).Details.ItemEmbedder);
    }

    [Fact]
    public async Task Prepare_Official_AlsoSummarizesInputsOfValidationAndTest()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync();

        await CommandLine.OutputAsync(Prepare(server, "--protocol", "official"));

        Assert.Equal(SemanticProtocol.Official, SemanticsDirectory.ReadManifest(_folder["out"]).Protocol);
        Assert.Equal(199 - Users, File.ReadLines(_folder["out/prompts.sequences.jsonl"]).Count());
    }

    [Fact]
    public async Task Prepare_DryRun_AsksAndSavesNothing()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync();

        string output = await CommandLine.OutputAsync(Prepare(server, "--dry-run", "--price", "1,1"));

        Assert.Contains($"Prompts   items: {Items}, of which 0 are answered", output, StringComparison.Ordinal);
        Assert.Contains($"Prompts   sequences: {Prefixes}, of which 0 are answered", output, StringComparison.Ordinal);
        Assert.Contains("Cost      about 0.0", output, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public async Task Prepare_Refusals_AreNamedKeptApartAndReplacedOnDemand()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, request) =>
            request.User.Contains("Title: tent number 1\n", StringComparison.Ordinal) ? Answers.ChatAsync(context, text: null, refusal: "No.") : Answers.NormalAsync(context, request));

        string error = (await CommandLine.RunAsync(Prepare(server))).Error;

        Assert.Contains("1 of 12 item prompts got no usable answer; the first: ", error, StringComparison.Ordinal);
        Assert.Contains("answers.db': the same command goes on from there. Or add --replace-failures", error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["out/semantics.json"]));
        int before = server.Requests.Count;

        string output = await CommandLine.OutputAsync(Prepare(server, "--replace-failures"));

        Assert.Equal(before + 1, server.Requests.Count);
        Assert.Contains("1 texts are composed from the catalog, for want of an answer", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_WrongKey_StopsAtOnceAndNamesTheCure()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(Answers.Error(401, "Incorrect API key"));
        server.Answer = Answers.Error(401, "Incorrect API key");

        string error = (await CommandLine.RunAsync(Prepare(server, "--concurrency", "1"))).Error;

        Assert.Single(server.Requests);
        Assert.Contains("Every other prompt would fail in the same way", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_BudgetUsedUp_KeepsWhatWasPaidAndGoesOn()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync();

        (int exitCode, _, string error) = await CommandLine.RunAsync(Prepare(server, "--budget", "400tokens", "--concurrency", "1", "--max-output-tokens", "20"));

        Assert.Equal(ExitCode.BadInput, exitCode);
        Assert.Contains("--budget is 400:", error, StringComparison.Ordinal);
        int asked = server.Requests.Count;
        Assert.InRange(asked, 1, Items + Prefixes - 1);
        await CommandLine.OutputAsync(Prepare(server, "--max-output-tokens", "20"));
        LoopbackRequest[] chats = Chats(server);
        Assert.Equal(chats.Length, chats.Select(chat => chat.User).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Prepare_KilledTenTimes_LosesNoAnswerAndRepeatsAtMostTheCallsInFlight()
    {
        const int Kills = 10;
        const int Concurrency = 2;
        const int ChatsBeforeAKill = 3;
        await using LoopbackServer server = await LoopbackServer.StartAsync();
        var random = CounterRandom.Create(3);
        int enough = 0;
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Answer = async (context, request) =>
        {
            if (Volatile.Read(ref enough) is var limit && limit > 0 && server.Requests.Count >= limit)
            {
                reached.TrySetResult();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20)); // The kill comes before the work is done.
            await Answers.NormalAsync(context, request);
        };

        for (int kill = 0; kill < Kills; kill++)
        {
            reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref enough, server.Requests.Count + 1 + random.NextInt32(ChatsBeforeAKill));
            var errors = new StringBuilder();
            using Process process = CliProcess.Start(Prepare(server, "--concurrency", Text(Concurrency)), errors);
            Task ended = process.WaitForExitAsync();
            await Task.WhenAny(reached.Task, ended);
            Assert.True(reached.Task.IsCompleted, errors.ToString());
            process.Kill();
            await ended;
        }

        Volatile.Write(ref enough, 0);
        await CommandLine.OutputAsync(Prepare(server, "--concurrency", Text(Concurrency)));
        LoopbackRequest[] chats = Chats(server);
        int prompts = chats.Select(chat => chat.User).Distinct(StringComparer.Ordinal).Count();
        Assert.InRange(chats.Length, prompts, prompts + (Kills * Concurrency));
    }

    [Theory]
    [InlineData("--model is for --summarizer openai", "--model", "m")]
    [InlineData("--embedding-model is for --embedder openai", "--embedding-model", "m")]
    [InlineData("--budget is for models", "--budget", "3usd")]
    [InlineData("--summarizer openai needs --model", "--summarizer", "openai")]
    [InlineData("--embedder openai needs --embedding-model", "--embedder", "openai")]
    [InlineData("--embedder takes vectors that are made without texts", "--summarizer", "openai", "--model", "m", "--embedder", "collaborative")]
    [InlineData("--budget is 'much'; expected an amount of money", "--summarizer", "openai", "--model", "m", "--budget", "much")]
    [InlineData("--budget is '0usd'; expected an amount of money", "--summarizer", "openai", "--model", "m", "--budget", "0usd")]
    [InlineData("--price is 'x'; expected the prices", "--summarizer", "openai", "--model", "m", "--price", "x")]
    [InlineData("expected the model's price", "--summarizer", "openai", "--model", "m", "--endpoint", "http://localhost/v1", "--budget", "3usd")]
    [InlineData("--extra-body is '[]'; expected one JSON object", "--summarizer", "openai", "--model", "m", "--extra-body", "[]")]
    [InlineData("--temperature is 'warm'; expected a number", "--summarizer", "openai", "--model", "m", "--temperature", "warm")]
    [InlineData("--concurrency is 0; expected at least 1", "--summarizer", "openai", "--model", "m", "--endpoint", "http://localhost/v1", "--concurrency", "0")]
    [InlineData("--timeout is 0; expected seconds", "--summarizer", "openai", "--model", "m", "--timeout", "0")]
    [InlineData("is 'service'; expected an absolute address", "--summarizer", "openai", "--model", "m", "--endpoint", "service")]
    [InlineData("--unit user and --protocol official exclude each other", "--sequences", "summaries", "--unit", "user", "--protocol", "official")]
    [InlineData("--unit is for summaries of sequences", "--unit", "user")]
    [InlineData("--sequences is 'all'; expected items or summaries", "--sequences", "all")]
    [InlineData("--sequences is 'items,summaries'; expected items or summaries", "--sequences", "items,summaries")]
    [InlineData("--sequences summaries needs an --embedder that reads texts", "--sequences", "summaries", "--embedder", "collaborative")]
    public async Task Prepare_OptionsThatDoNotFit_AreNamed(string expected, params string[] options) =>
        Assert.Contains(
            expected,
            await CommandLine.ErrorAsync(["prepare", "--interactions", shop.Interactions, "--items", shop.Items, "--out", _folder["out"], .. options]),
            StringComparison.Ordinal);

    [Fact]
    public async Task Prepare_SummariesOffline_AreComposedFromTheCatalog()
    {
        await CommandLine.OutputAsync("prepare", "--interactions", shop.Interactions, "--items", shop.Items, "--out", _folder["out"], "--sequences", "summaries", "--unit", "user");

        Assert.Equal("lsa, texts composed from the catalog, one a user", SemanticsDirectory.ReadManifest(_folder["out"]).Details.SequenceEmbedder);
    }

    private static LoopbackRequest[] Chats(LoopbackServer server) => [.. server.Requests.Where(request => request.Path.EndsWith("/chat/completions", StringComparison.Ordinal))];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string[] Prepare(LoopbackServer server, params string[] options) =>
    [
        "prepare", "--interactions", shop.Interactions, "--items", shop.Items, "--out", _folder["out"],
        "--summarizer", "openai", "--model", "m", "--endpoint", server.Endpoint.ToString(), .. options,
    ];
}
