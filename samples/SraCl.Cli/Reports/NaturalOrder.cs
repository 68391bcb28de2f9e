namespace SraCl.Cli.Reports;

/// <summary>Orders names as people do: run-2 comes before run-10.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    private static readonly StringComparer Comparer = StringComparer.Create(System.Globalization.CultureInfo.InvariantCulture, System.Globalization.CompareOptions.NumericOrdering);

    /// <summary>Gets the order.</summary>
    public static NaturalOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y) => Comparer.Compare(x, y) is var order && order != 0 ? order : string.CompareOrdinal(x, y);
}
