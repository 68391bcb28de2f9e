namespace RecommendApi.Tests;

/// <summary>A running application for all tests of a class.</summary>
public class UsualApi : IAsyncLifetime
{
    private RunningApi? _api;

    public SavedShop Shop { get; } = new();

    internal RunningApi Api => _api ?? throw new InvalidOperationException("The application is not started.");

    public async Task InitializeAsync() => _api = await RunningApi.StartAsync(Shop, Change);

    public async Task DisposeAsync()
    {
        await Api.DisposeAsync();
        Shop.Dispose();
    }

    private protected virtual ApiOptions Change(ApiOptions options) => options;
}
