namespace SraCl.Semantic;

/// <summary>Reports all errors of a configuration at once.</summary>
internal static class OptionErrors
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
