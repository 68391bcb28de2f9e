using RecommendApi.Answers;
using RecommendApi.Requests;
using RecommendApi.Shop;
using SraCl.Training.Recommendation;

namespace RecommendApi.Endpoints;

/// <summary>
/// <c>GET /similar/{id}</c> and <c>GET /similar?id=ID</c>: items that users take in the place of another. A slash in an id stays encoded in a path, so that only the query carries every id.
/// </summary>
internal static class SimilarEndpoint
{
    /// <summary>Adds the endpoint.</summary>
    /// <param name="app">The application.</param>
    public static void Map(WebApplication app)
    {
        app.MapGet("/similar/{id}", OfPathAsync);
        app.MapGet("/similar", OfQueryAsync);
    }

    private static Task<IResult> OfPathAsync(string id, HttpContext context, IRecommender recommender, Assortment assortment, Slots slots, ApiOptions options)
    {
        QueryText.RefuseOthers(context, "count", "category");
        return AnswerAsync(id, context, recommender, assortment, slots, options);
    }

    private static Task<IResult> OfQueryAsync(HttpContext context, IRecommender recommender, Assortment assortment, Slots slots, ApiOptions options)
    {
        QueryText.RefuseOthers(context, "id", "count", "category");
        string id = QueryText.Single(context, "id") ?? throw RequestException.Bad($"The address has no id; expected that of an item, as in /similar?id={Uri.EscapeDataString(recommender.Items.ExternalId(1))}.");
        return AnswerAsync(id, context, recommender, assortment, slots, options);
    }

    private static async Task<IResult> AnswerAsync(string id, HttpContext context, IRecommender recommender, Assortment assortment, Slots slots, ApiOptions options)
    {
        int count = JsonText.Number(QueryText.Single(context, "count"), "count", otherwise: 10, Math.Min(options.MaxCount, recommender.Items.Count));
        string? category = QueryText.Single(context, "category");
        if (!recommender.Items.TryGetId(id, out _))
        {
            throw new RequestException(StatusCodes.Status404NotFound, $"The model does not know the item {JsonText.Quote(id)}. Expected the id of an item that it was trained on, such as '{recommender.Items.ExternalId(1)}'.");
        }

        var wanted = new SimilarItemsOptions { Filter = category is null ? null : assortment.Filter([category]) };
        IReadOnlyList<RecommendedItem> items = await slots.RunAsync(() => recommender.Similar(id, count, wanted, context.RequestAborted), context.RequestAborted);
        return Results.Json(new ItemsAnswer([.. items.Select(item => assortment.Describe(item.ItemId, item.Score))]), ApiJson.Default.ItemsAnswer);
    }
}
