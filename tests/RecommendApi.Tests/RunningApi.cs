using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RecommendApi.Tests;

/// <summary>The real application in this process, on a free port of the loopback device, and a client of it.</summary>
internal sealed class RunningApi : IAsyncDisposable
{
    private RunningApi(WebApplication app)
    {
        App = app;
        Client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 128 }) { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public WebApplication App { get; }

    public HttpClient Client { get; }

    public static async Task<RunningApi> StartAsync(SavedShop shop, Func<ApiOptions, ApiOptions>? change = null, Action<IServiceCollection>? configure = null)
    {
        var options = new ApiOptions { Model = shop.Model, Items = shop.ItemsFile, Urls = "http://127.0.0.1:0", Device = "cpu" };
        WebApplication app = ApiHost.Build(change is null ? options : change(options), services =>
        {
            services.AddLogging(logging => logging.ClearProviders());
            configure?.Invoke(services);
        });
        try
        {
            await app.StartAsync();
            return new RunningApi(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public Task<HttpResponseMessage> RecommendAsync(string body, CancellationToken cancellationToken = default) => RecommendAsync(Encoding.UTF8.GetBytes(body), cancellationToken);

    public async Task<HttpResponseMessage> RecommendAsync(byte[] body, CancellationToken cancellationToken = default)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return await Client.PostAsync(new Uri("/recommend", UriKind.Relative), content, cancellationToken);
    }

    public async Task<JsonNode> GetAsync(string address)
    {
        using HttpResponseMessage response = await Client.GetAsync(new Uri(address, UriKind.Relative));
        return await ReadAsync(response);
    }

    /// <summary>Reads a good answer.</summary>
    public static async Task<JsonNode> ReadAsync(HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{response.StatusCode}: {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>Reads what is said about a bad request.</summary>
    public static async Task<string> ProblemAsync(HttpResponseMessage response, HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        JsonNode problem = JsonNode.Parse(text)!;
        Assert.Equal((int)status, (int)problem["status"]!);
        return (string)problem["detail"]!;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
    }
}
