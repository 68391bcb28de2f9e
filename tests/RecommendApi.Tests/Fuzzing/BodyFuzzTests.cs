using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SraCl.Training.Evaluation;
using SraCl.Training.Recommendation;

namespace RecommendApi.Tests.Fuzzing;

public sealed class BodyFuzzTests(SavedShop shop) : IClassFixture<SavedShop>
{
    /// <summary>The variable that asks for more bodies than a run of all tests takes.</summary>
    private const string NumberVariable = "SRACL_FUZZ_BODIES";

    private static readonly int Bodies = int.TryParse(Environment.GetEnvironmentVariable(NumberVariable), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 4000;

    /// <summary>Every body gets the right answer or a reason, and never the wrong one: what is answered is what another reader of JSON sees in it.</summary>
    [Fact]
    public async Task Recommend_FuzzedBodies_AreAnsweredRightlyOrRefusedWithAReason()
    {
        var fuzzer = new BodyFuzzer(seed: 1);
        await using RunningApi api = await RunningApi.StartAsync(shop);
        int answered = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, Bodies), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, cancellationToken) =>
        {
            byte[] body = fuzzer.Create(number);
            using HttpResponseMessage response = await api.RecommendAsync(body, cancellationToken);
            string text = $"body {number}: {Encoding.UTF8.GetString(body)}";
            if (response.StatusCode == HttpStatusCode.OK)
            {
                Interlocked.Increment(ref answered);
                Assert.True(Expected(body).SequenceEqual(Answered.Items(await RunningApi.ReadAsync(response))), text);
            }
            else
            {
                Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"{response.StatusCode} for {text}");
                Assert.NotEmpty(await RunningApi.ProblemAsync(response));
            }
        });

        // Neither all refused nor all let through: the fuzzer does its work on both sides.
        Assert.InRange(answered, Bodies / 10, Bodies * 9 / 10);
    }

    private IReadOnlyList<RecommendedItem> Expected(byte[] body)
    {
        Dictionary<string, JsonNode?> members = JsonSerializer.Deserialize<Dictionary<string, JsonNode?>>(body)!;
        Assert.Empty(members.Keys.Except(["history", "count", "excludeSeen", "ignoreUnknown", "categories", "allowed", "excluded"]));
        string[] history = Texts("history")!;
        var allowed = new HashSet<string>(Texts("allowed") ?? shop.Reference.Items.ExternalIds);
        if (Texts("categories") is { } categories)
        {
            allowed.RemoveWhere(id => !shop.Reference.Items.TryGetId(id, out int item) || !categories.Any(category => IsIn(item, category)));
        }

        return shop.Reference.Recommend(
            history,
            members.TryGetValue("count", out JsonNode? count) ? (int)count! : 10,
            new RecommendationOptions
            {
                SeenItems = members.TryGetValue("excludeSeen", out JsonNode? exclude) && !(bool)exclude! ? SeenItems.Keep : SeenItems.Mask,
                UnknownItems = members.TryGetValue("ignoreUnknown", out JsonNode? ignore) && (bool)ignore! ? UnknownItems.Ignore : UnknownItems.Throw,
                Filter = ItemFilter.Allow(shop.Reference.Items, allowed),
                ExcludedItems = Texts("excluded") ?? [],
            });

        string[]? Texts(string name) => members.TryGetValue(name, out JsonNode? list) ? [.. list!.AsArray().Select(id => (string)id!)] : null;

        static bool IsIn(int item, string category) =>
            string.Equals(category, "Clothes", StringComparison.OrdinalIgnoreCase) || string.Equals(category, ((string[])["Shoes", "Hats", "Coats"])[(item - 1) % 3], StringComparison.OrdinalIgnoreCase);
    }
}
