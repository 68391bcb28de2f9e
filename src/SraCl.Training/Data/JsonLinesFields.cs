namespace SraCl.Training.Data;

/// <summary>The field names of interactions in JSON lines; of several names the first that a row has counts.</summary>
/// <remarks>Immutable, hence safe for concurrent use as long as the lists given stay unchanged.</remarks>
public sealed record JsonLinesFields
{
    /// <summary>Gets the fields of Amazon reviews.</summary>
    /// <remarks>
    /// 2014 and 2018: reviewerID, asin, unixReviewTime (s), overall. 2023: user_id, parent_asin (the product that variants of
    /// one <c>asin</c> belong to), timestamp (ms), rating.
    /// </remarks>
    public static JsonLinesFields Amazon { get; } = new()
    {
        Format = "Amazon reviews",
        User = ["reviewerID", "user_id"],
        Item = ["parent_asin", "asin"],
        Time = ["unixReviewTime", "timestamp"],
        Rating = ["overall", "rating"],
    };

    /// <summary>Gets the fields of Yelp's reviews: user_id, business_id, date (becomes Unix seconds, UTC), stars.</summary>
    public static JsonLinesFields Yelp { get; } = new()
    {
        Format = "Yelp reviews",
        User = ["user_id"],
        Item = ["business_id"],
        Time = ["date"],
        Rating = ["stars"],
    };

    /// <summary>Gets the name of the format for messages.</summary>
    public string Format { get; init; } = "JSON lines";

    /// <summary>Gets the names of the field with the user id, a string or a number; at least one.</summary>
    public required IReadOnlyList<string> User { get; init; }

    /// <summary>Gets the names of the field with the item id, a string or a number; at least one.</summary>
    public required IReadOnlyList<string> Item { get; init; }

    /// <summary>Gets the names of the field with the time, a number or a year-first date; none when events have no time.</summary>
    public IReadOnlyList<string> Time { get; init; } = [];

    /// <summary>Gets the names of the field with the rating, a number; a row may lack it.</summary>
    public IReadOnlyList<string> Rating { get; init; } = [];
}
