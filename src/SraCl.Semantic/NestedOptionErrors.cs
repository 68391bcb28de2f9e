namespace SraCl.Semantic;

/// <summary>Reports all errors of options that hold other options at once; each names its value by the whole path.</summary>
internal static class NestedOptionErrors
{
    public static void Throw(IEnumerable<string> errors)
    {
        string all = string.Join(' ', errors);
        if (all.Length > 0)
        {
            throw new SraClException(all);
        }
    }
}
