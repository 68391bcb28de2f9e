namespace SraCl.Training.Data;

/// <summary>The file formats that interactions are read from. Each may be compressed with gzip.</summary>
public enum InteractionFormat
{
    /// <summary>Told from the extension and the first lines; fails when that is not clear.</summary>
    Auto,

    /// <summary>One <c>user item</c> pair a line; see <see cref="UserItemReader"/>.</summary>
    UserItem,

    /// <summary>One user a line with all items; see <see cref="UserSequenceReader"/>.</summary>
    UserSequence,

    /// <summary>Comma-separated values with a header line; see <see cref="DelimitedReader"/>.</summary>
    Csv,

    /// <summary>Tab-separated values with a header line; see <see cref="DelimitedReader"/>.</summary>
    Tsv,

    /// <summary>RecBole's atomic <c>.inter</c> file, a tab-separated table whose column names carry types; see <see cref="DelimitedReader"/>.</summary>
    Recbole,

    /// <summary>Amazon reviews as JSON lines, with the field names of 2014, 2018 or 2023; see <see cref="JsonLinesFields.Amazon"/>.</summary>
    AmazonReviews,

    /// <summary>Yelp's <c>review.json</c>; see <see cref="JsonLinesFields.Yelp"/>.</summary>
    YelpReviews,
}
