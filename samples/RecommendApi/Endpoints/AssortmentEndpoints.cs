using RecommendApi.Answers;
using RecommendApi.Requests;
using RecommendApi.Shop;

namespace RecommendApi.Endpoints;

/// <summary><c>GET /items</c> and <c>GET /categories</c>: what the page lets people choose from.</summary>
internal static class AssortmentEndpoints
{
    private const int MaxQuery = 200;

    /// <summary>Adds the endpoints.</summary>
    /// <param name="app">The application.</param>
    public static void Map(WebApplication app)
    {
        app.MapGet("/items", Search);
        app.MapGet("/categories", (Assortment assortment) => Results.Json(assortment.Categories, ApiJson.Default.IReadOnlyListCategoryAnswer));
    }

    private static IResult Search(HttpContext context, Assortment assortment, ApiOptions options)
    {
        string query = QueryText.Single(context, "query") ?? string.Empty;
        int count = JsonText.Number(QueryText.Single(context, "count"), "count", otherwise: 10, options.MaxCount);
        QueryText.RefuseOthers(context, "query", "count");
        return query.Length <= MaxQuery
            ? Results.Json(new ItemsAnswer(assortment.Search(query, count)), ApiJson.Default.ItemsAnswer)
            : throw RequestException.Bad($"query has {query.Length} characters; expected at most {MaxQuery}.");
    }
}
