namespace RecommendApi.Tests;

/// <summary>A running application with narrow limits.</summary>
public sealed class LimitedApi : UsualApi
{
    private protected override ApiOptions Change(ApiOptions options) => options with { MaxBodyBytes = 20_000, MaxHistory = 50, MaxIds = 60, MaxCount = 40 };
}
