using RecommendApi.Answers;
using RecommendApi.Requests;
using RecommendApi.Shop;
using SraCl.Training.Evaluation;
using SraCl.Training.Recommendation;

namespace RecommendApi.Endpoints;

/// <summary><c>POST /recommend</c>: what comes next for a history.</summary>
internal static class RecommendEndpoint
{
    /// <summary>Adds the endpoint.</summary>
    /// <param name="app">The application.</param>
    public static void Map(WebApplication app) => app.MapPost("/recommend", AnswerAsync);

    private static async Task<IResult> AnswerAsync(HttpContext context, IRecommender recommender, Assortment assortment, Slots slots, ApiOptions options)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new RequestException(StatusCodes.Status415UnsupportedMediaType, $"The content type is {JsonText.Quote(context.Request.ContentType ?? string.Empty)}; expected application/json.");
        }

        CancellationToken gone = context.RequestAborted;
        RecommendBody body = await RecommendBody.ReadAsync(context.Request.Body, options, gone);
        if (body.Count > recommender.Items.Count)
        {
            throw RequestException.Bad($"count is {body.Count}; the model has {recommender.Items.Count} items. Expected a whole number from 1 to {recommender.Items.Count}.");
        }

        var wanted = new RecommendationOptions
        {
            SeenItems = body.ExcludeSeen ? SeenItems.Mask : SeenItems.Keep,
            UnknownItems = body.IgnoreUnknown ? UnknownItems.Ignore : UnknownItems.Throw,
            Filter = Filter(recommender, assortment, body),
            ExcludedItems = body.Excluded,
        };
        IReadOnlyList<RecommendedItem> items;
        try
        {
            items = await slots.RunAsync(() => recommender.Recommend(body.History, body.Count, wanted, gone), gone);
        }
        catch (UnknownItemException e)
        {
            throw Unknown(e, body);
        }

        string[] unknown = [.. body.History.Concat(body.Allowed ?? []).Concat(body.Excluded).Where(id => !recommender.Items.TryGetId(id, out _)).Distinct(StringComparer.Ordinal)];
        return Results.Json(new ItemsAnswer([.. items.Select(item => assortment.Describe(item.ItemId, item.Score))], unknown.Length == 0 ? null : unknown), ApiJson.Default.ItemsAnswer);
    }

    private static ItemFilter? Filter(IRecommender recommender, Assortment assortment, RecommendBody body)
    {
        ItemFilter? ofCategories = body.Categories is null ? null : assortment.Filter(body.Categories);
        ItemFilter? ofIds = body.Allowed is null ? null : ItemFilter.Allow(recommender.Items, body.Allowed);
        return ofCategories is null ? ofIds : ofIds is null ? ofCategories : ofCategories.And(ofIds);
    }

    /// <summary>The library's words name its options; the sender has others.</summary>
    private static RequestException Unknown(UnknownItemException e, RecommendBody body)
    {
        const int Shown = 5;
        string names = string.Join(", ", e.ItemIds.Take(Shown).Select(JsonText.Quote)) + (e.ItemIds.Count > Shown ? ", ..." : string.Empty);
        string cure = body.IgnoreUnknown ? "Expected at least one id that it was trained on." : "Expected ids that it was trained on; leave the others out, or send \"ignoreUnknown\": true.";
        return RequestException.Bad($"history has {e.ItemIds.Count} {(e.ItemIds.Count == 1 ? "id" : "ids")} that the model does not know: {names}. {cure}");
    }
}
