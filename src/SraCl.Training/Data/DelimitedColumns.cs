using SraCl.Files;

namespace SraCl.Training.Data;

/// <summary>Where a table's columns stand.</summary>
/// <param name="User">The index of the column with user ids.</param>
/// <param name="Item">The index of the column with item ids.</param>
/// <param name="Time">The index of the column with times, or -1.</param>
/// <param name="Rating">The index of the column with ratings, or -1.</param>
internal sealed record DelimitedColumns(int User, int Item, int Time, int Rating)
{
    private static readonly string[] UserNames = ["userid", "user", "reviewerid", "uid", "customerid"];
    private static readonly string[] ItemNames = ["itemid", "item", "parentasin", "asin", "movieid", "businessid", "productid", "bookid", "iid"];
    private static readonly string[] TimeNames = ["timestamp", "time", "unixtime", "unixreviewtime", "datetime", "date"];
    private static readonly string[] RatingNames = ["rating", "stars", "overall", "score"];

    /// <summary>Finds the columns.</summary>
    /// <param name="header">The column names.</param>
    /// <param name="options">The names to look for.</param>
    /// <param name="source">The file, for messages.</param>
    /// <returns>The indices.</returns>
    /// <exception cref="DataFormatException">A named column, the users or the items are missing.</exception>
    public static DelimitedColumns Find(string[] header, DelimitedOptions options, string source)
    {
        return new DelimitedColumns(
            Required(options.User, UserNames, "user", nameof(DelimitedOptions.User)),
            Required(options.Item, ItemNames, "item", nameof(DelimitedOptions.Item)),
            Index(options.Time, TimeNames),
            Index(options.Rating, RatingNames));

        int Required(string? name, string[] usual, string what, string option)
        {
            int index = Index(name, usual);
            return index >= 0 ? index : throw new DataFormatException(
                $"'{source}': no column of {what} ids; looked for {string.Join(", ", usual)} (case and underscores aside), {Has()}. Name the column with {nameof(DelimitedOptions)}.{option}, or give {nameof(DelimitedOptions)}.{nameof(DelimitedOptions.Header)} if the file has no header line.");
        }

        int Index(string? name, string[] usual)
        {
            if (name is not null)
            {
                int index = Array.IndexOf(header, name);
                return index >= 0 ? index : throw new DataFormatException($"'{source}': missing column '{name}'; {Has()}.");
            }

            string[] plain = Array.ConvertAll(header, column => string.Concat(column.ToLowerInvariant().Where(char.IsLetterOrDigit)));
            return usual.Select(candidate => Array.IndexOf(plain, candidate)).FirstOrDefault(index => index >= 0, -1);
        }

        string Has() => $"the header has: {Excerpt.Of(string.Join(", ", header), maxLength: 300)}";
    }
}
