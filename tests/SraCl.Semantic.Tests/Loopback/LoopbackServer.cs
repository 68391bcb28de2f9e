using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SraCl.Semantic.Tests.Loopback;

/// <summary>A service on this machine that speaks OpenAI's protocol, as well or as badly as a test wants.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private int _count;

    private LoopbackServer(WebApplication application)
    {
        _application = application;
        Answer = Answers.NormalAsync;
    }

    /// <summary>Gets the base address.</summary>
    public Uri Endpoint => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/v1");

    /// <summary>Gets or sets how requests are answered.</summary>
    public Func<HttpContext, LoopbackRequest, Task> Answer { get; set; }

    /// <summary>Gets all requests.</summary>
    public ConcurrentQueue<LoopbackRequest> Requests { get; } = [];

    public static async Task<LoopbackServer> StartAsync(Func<HttpContext, LoopbackRequest, Task>? answer = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        var server = new LoopbackServer(builder.Build());
        server.Answer = answer ?? server.Answer;
        server._application.Run(server.HandleAsync);
        await server._application.StartAsync();
        return server;
    }

    /// <summary>Answers the first requests in the given ways, and all later ones as a good server does.</summary>
    public static Task<LoopbackServer> StartAsync(params Func<HttpContext, LoopbackRequest, Task>[] first) =>
        StartAsync((context, request) => (request.Number <= first.Length ? first[request.Number - 1] : Answers.NormalAsync)(context, request));

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using JsonDocument body = await JsonDocument.ParseAsync(context.Request.Body);
        var request = new LoopbackRequest(Interlocked.Increment(ref _count), context.Request.Path, context.Request.Headers.Authorization.ToString(), body.RootElement.Clone());
        Requests.Enqueue(request);
        await Answer(context, request);
    }
}
