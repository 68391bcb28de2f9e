using RecommendApi.Answers;
using RecommendApi.Shop;
using SraCl.Training.Recommendation;

namespace RecommendApi.Endpoints;

/// <summary><c>GET /health</c>: whether the server lives, and whether it takes requests.</summary>
internal static class HealthEndpoints
{
    /// <summary>Adds the endpoints.</summary>
    /// <param name="app">The application.</param>
    public static void Map(WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("live"));
        app.MapGet("/health/ready", Ready);
        app.MapGet("/health", Ready);
    }

    /// <summary>The model is loaded before the server listens, so it is ready until it is asked to stop.</summary>
    private static IResult Ready(IHostApplicationLifetime lifetime, IRecommender recommender, Assortment assortment)
    {
        bool stopping = lifetime.ApplicationStopping.IsCancellationRequested;
        return Results.Json(
            new HealthAnswer(stopping ? "stopping" : "ready", recommender.Items.Count, assortment.TitleCount),
            ApiJson.Default.HealthAnswer,
            statusCode: stopping ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }
}
