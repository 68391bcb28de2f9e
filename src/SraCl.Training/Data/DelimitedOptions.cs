namespace SraCl.Training.Data;

/// <summary>How a table of interactions (CSV, TSV) is laid out.</summary>
/// <remarks>
/// A column that is not named is looked for under its usual names, whatever their case and underscores: user_id, user, reviewerID ...;
/// item_id, item, movieId, asin, business_id ...; timestamp, time, unix_time, date ...; rating, stars, overall, score.
/// Users and items must be found; times and ratings may be absent. Not safe for concurrent changes.
/// </remarks>
public sealed class DelimitedOptions
{
    /// <summary>Gets or sets what separates columns; one or more characters, <c>,</c> by default.</summary>
    public string Delimiter { get; set; } = ",";

    /// <summary>Gets or sets whether fields may stand in double quotes (RFC 4180); true by default.</summary>
    public bool Quoted { get; set; } = true;

    /// <summary>Gets or sets the column names of a file that has no header line; null (default) when its first line is the header.</summary>
    public IReadOnlyList<string>? Header { get; set; }

    /// <summary>Gets or sets the name of the column with user ids; null (default) to look for the usual names.</summary>
    public string? User { get; set; }

    /// <summary>Gets or sets the name of the column with item ids; null (default) to look for the usual names.</summary>
    public string? Item { get; set; }

    /// <summary>Gets or sets the name of the column with times; null (default) to look for the usual names.</summary>
    public string? Time { get; set; }

    /// <summary>Gets or sets the name of the column with ratings; null (default) to look for the usual names.</summary>
    public string? Rating { get; set; }
}
