namespace RecommendApi.Requests;

/// <summary>Reads the query of an address.</summary>
internal static class QueryText
{
    /// <summary>Reads a parameter that may be given once.</summary>
    /// <param name="context">The request.</param>
    /// <param name="name">The parameter.</param>
    /// <returns>Its value; null where it is not given.</returns>
    /// <exception cref="RequestException">It is given several times.</exception>
    public static string? Single(HttpContext context, string name) => context.Request.Query[name] switch
    {
        { Count: 0 } => null,
        { Count: 1 } values => values[0],
        var values => throw RequestException.Bad($"{name} is given {values.Count} times; expected it once."),
    };

    /// <summary>Refuses parameters that mean nothing: they are mistyped, and to ignore them would be to answer another question.</summary>
    /// <param name="context">The request.</param>
    /// <param name="known">Those that mean something.</param>
    /// <exception cref="RequestException">There is another.</exception>
    public static void RefuseOthers(HttpContext context, params string[] known)
    {
        if (context.Request.Query.Keys.FirstOrDefault(key => !known.Contains(key, StringComparer.OrdinalIgnoreCase)) is { } stray)
        {
            throw RequestException.Bad($"The address has a parameter {JsonText.Quote(stray)}, which means nothing here. Expected some of: {string.Join(", ", known)}.");
        }
    }
}
