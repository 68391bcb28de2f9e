using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using SraCl.Files;

namespace SraCl.Training.Data;

/// <summary>Reads a table with named columns: CSV, TSV, or RecBole's <c>.inter</c>.</summary>
/// <remarks>
/// A row with another number of fields than the header, an empty id, one that is not UTF-8, or an unreadable time or rating is a bad row; an empty rating is none.
/// Times are numbers in any unit or year-first dates (then Unix seconds, UTC). Safe for concurrent use as long as the options stay unchanged.
/// </remarks>
public sealed class DelimitedReader : IInteractionReader
{
    /// <summary>A field this long comes from a quotation mark that nobody closed.</summary>
    private const int MaxFieldLength = 1 << 20;

    private readonly DelimitedOptions _options;
    private readonly bool _typedHeader;

    /// <summary>Creates a reader.</summary>
    /// <param name="options">The layout; CSV with a header line and the usual column names by default.</param>
    /// <exception cref="SraClException">The delimiter is empty.</exception>
    public DelimitedReader(DelimitedOptions? options = null)
        : this("delimited table", options ?? new DelimitedOptions(), typedHeader: false)
    {
    }

    private DelimitedReader(string name, DelimitedOptions options, bool typedHeader)
    {
        if (string.IsNullOrEmpty(options.Delimiter))
        {
            throw new SraClException($"{nameof(DelimitedOptions)}.{nameof(DelimitedOptions.Delimiter)} is empty; expected what separates columns, such as ',' or a tab.");
        }

        Name = name;
        _options = options;
        _typedHeader = typedHeader;
    }

    /// <summary>Gets a reader of comma-separated values with a header line and the usual column names.</summary>
    public static DelimitedReader Csv { get; } = new("CSV", new DelimitedOptions(), typedHeader: false);

    /// <summary>Gets a reader of tab-separated values with a header line and the usual column names.</summary>
    public static DelimitedReader Tsv { get; } = new("TSV", new DelimitedOptions { Delimiter = "\t" }, typedHeader: false);

    /// <summary>Gets a reader of RecBole's atomic <c>.inter</c> files, whose header is like <c>user_id:token item_id:token timestamp:float</c>.</summary>
    public static DelimitedReader RecBole { get; } = new("RecBole .inter", new DelimitedOptions { Delimiter = "\t", Quoted = false }, typedHeader: true);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IEnumerable<Interaction> Read(Stream stream, ReadReport report, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(report);
        return ReadRows(stream, report, cancellationToken);
    }

    private IEnumerable<Interaction> ReadRows(Stream stream, ReadReport report, CancellationToken cancellationToken)
    {
        bool misquoted = false;
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = _options.Delimiter,
            Mode = _options.Quoted ? CsvMode.RFC4180 : CsvMode.NoEscape,
            BadDataFound = _ => misquoted = true,
            MaxFieldSize = MaxFieldLength,
        };
        using var text = new StreamReader(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16, leaveOpen: true);
        using var parser = new CsvParser(text, configuration, leaveOpen: true);
        string[] header = Header(parser, report);
        DelimitedColumns columns = DelimitedColumns.Find(header, _options, report.Source);
        while (MoveNext(parser, report))
        {
            cancellationToken.ThrowIfCancellationRequested();
            misquoted = false;
            string? problem = TryParse(parser, header.Length, columns, out Interaction row);
            if (misquoted)
            {
                problem = $"'{Excerpt.Of(parser.RawRecord)}' has a misplaced quotation mark; expected fields in pairs of quotes, or none ({nameof(DelimitedOptions)}.{nameof(DelimitedOptions.Quoted)} = false).";
            }

            if (problem is null)
            {
                report.Accept();
                yield return row;
            }
            else
            {
                report.Reject(row.Line, problem);
            }
        }

        report.Complete($"rows below the header {Excerpt.Of(string.Join(_options.Delimiter, header))}");
    }

    private string[] Header(CsvParser parser, ReadReport report)
    {
        if (_options.Header is { } given)
        {
            return given.ToArray();
        }

        if (!MoveNext(parser, report))
        {
            throw new DataFormatException($"'{report.Source}' is empty. Expected a header line with column names.");
        }

        string[] header = parser.Record ?? [];
        return Array.ConvertAll(header, column => (_typedHeader ? column.Split(':')[0] : column).Trim());
    }

    private static bool MoveNext(CsvParser parser, ReadReport report)
    {
        try
        {
            return parser.Read();
        }
        catch (MaxFieldSizeException exception)
        {
            throw new DataFormatException(
                $"'{report.Source}', line {parser.RawRow}: a field is longer than {MaxFieldLength} characters; probably a quotation mark is not closed. Mend it, or set {nameof(DelimitedOptions)}.{nameof(DelimitedOptions.Quoted)} to false.",
                exception);
        }
    }

    /// <summary>Parses the row and tells what is wrong with it, null when nothing is.</summary>
    private static string? TryParse(CsvParser parser, int width, DelimitedColumns columns, out Interaction row)
    {
        row = new Interaction(default, default, null, null, parser.RawRow);
        if (parser.Count != width)
        {
            return $"has {parser.Count} fields; expected {width} as the header has.";
        }

        string user = parser[columns.User].Trim();
        string item = parser[columns.Item].Trim();
        if (user.Length == 0 || item.Length == 0)
        {
            return $"the {(user.Length == 0 ? "user" : "item")} id is empty; expected an id.";
        }

        if (user.Contains('\uFFFD', StringComparison.Ordinal) || item.Contains('\uFFFD', StringComparison.Ordinal))
        {
            // What stands for bytes that are no character: ids that differ in them alone would become one.
            return $"the id '{Excerpt.Of(user.Contains('\uFFFD', StringComparison.Ordinal) ? user : item)}' is not valid UTF-8; save the file as UTF-8.";
        }

        long? time = null;
        if (columns.Time >= 0)
        {
            if (!EventTime.TryParse(parser[columns.Time], out long parsed))
            {
                return $"'{Excerpt.Of(parser[columns.Time])}' is not a time; expected {EventTime.Expected}.";
            }

            time = parsed;
        }

        double? rating = null;
        if (columns.Rating >= 0 && !string.IsNullOrWhiteSpace(parser[columns.Rating]))
        {
            if (!double.TryParse(parser[columns.Rating], NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed) || !double.IsFinite(parsed))
            {
                return $"'{Excerpt.Of(parser[columns.Rating])}' is not a rating; expected a number with a decimal point.";
            }

            rating = parsed;
        }

        row = new Interaction(user.AsMemory(), item.AsMemory(), time, rating, parser.RawRow);
        return null;
    }
}
