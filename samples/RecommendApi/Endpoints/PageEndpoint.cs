using System.Security.Cryptography;
using System.Text;

namespace RecommendApi.Endpoints;

/// <summary><c>GET /</c>: a page to try the server with. It is one file and loads nothing from elsewhere; its policy allows no script but its own.</summary>
internal static class PageEndpoint
{
    /// <summary>Adds the endpoint.</summary>
    /// <param name="app">The application.</param>
    public static void Map(WebApplication app)
    {
        using var reader = new StreamReader(typeof(PageEndpoint).Assembly.GetManifestResourceStream("index.html")!);
        string page = reader.ReadToEnd().ReplaceLineEndings("\n");
        string policy = $"default-src 'none'; connect-src 'self'; img-src data:; style-src '{Hash(page, "style")}'; script-src '{Hash(page, "script")}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        app.MapGet("/", (HttpContext context) =>
        {
            context.Response.Headers.ContentSecurityPolicy = policy;
            context.Response.Headers.XContentTypeOptions = "nosniff";
            return Results.Content(page, "text/html; charset=utf-8");
        });
    }

    private static string Hash(string page, string element)
    {
        int start = page.IndexOf($"<{element}>", StringComparison.Ordinal) + element.Length + 2;
        string content = page[start..page.IndexOf($"</{element}>", StringComparison.Ordinal)];
        return "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
    }
}
