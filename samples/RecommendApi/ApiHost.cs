using Microsoft.Extensions.DependencyInjection.Extensions;
using RecommendApi.Endpoints;
using RecommendApi.Requests;
using RecommendApi.Shop;
using SraCl;
using SraCl.Training.Recommendation;

namespace RecommendApi;

/// <summary>Puts the application together.</summary>
internal static class ApiHost
{
    /// <summary>Serves until the process is asked to end.</summary>
    /// <param name="options">What, where, and within which limits.</param>
    /// <param name="cancellationToken">Ends it in good order.</param>
    /// <exception cref="SraClException">The model or the items cannot be used, or there is no such device or address.</exception>
    public static async Task RunAsync(ApiOptions options, CancellationToken cancellationToken)
    {
        await using WebApplication app = Build(options);
        app.Services.GetRequiredService<IRecommender>(); // Here, and not in the host, which would log a long trace besides.
        await app.StartAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
    }

    /// <summary>Builds the application; the model and the items are loaded when it starts.</summary>
    /// <param name="options">What, where, and within which limits.</param>
    /// <param name="configure">Changes the services, for tests; null for nothing.</param>
    public static WebApplication Build(ApiOptions options, Action<IServiceCollection>? configure = null)
    {
        if (!Uri.TryCreate(options.Urls, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
        {
            throw new SraClException($"--urls is '{options.Urls}'; expected an address such as http://127.0.0.1:5080.");
        }

        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(options.Urls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
        });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        IServiceCollection services = builder.Services;
        services.AddSraCl().AddBackbones().AddRecommender(options.Model, recommender =>
        {
            recommender.Device = options.Device;
            recommender.OperatorThreads = options.OperatorThreads;
        });
        services.AddSingleton(options);
        services.AddSingleton(new Slots(options.Slots, options.Queue));
        services.AddSingleton(provider => Assortment.Load(provider.GetRequiredService<IRecommender>().Items, options.Items));
        services.AddOptions<AssortmentStart>().Configure<Assortment>(static (_, _) => { }).ValidateOnStart();
        services.AddProblemDetails();
        services.AddExceptionHandler<ProblemHandler>();
        services.TryAddSingleton(TimeProvider.System);
        configure?.Invoke(services);

        WebApplication app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        RecommendEndpoint.Map(app);
        SimilarEndpoint.Map(app);
        AssortmentEndpoints.Map(app);
        HealthEndpoints.Map(app);
        PageEndpoint.Map(app);
        return app;
    }

    /// <summary>Options without values, whose validation at the start makes the <see cref="Assortment"/>, so that a damaged file ends the start.</summary>
    private sealed class AssortmentStart;
}
