using SraCl.Files;

namespace SraCl.Training.Data;

/// <summary>Reads files of interactions, plain or gzip-compressed.</summary>
/// <remarks>Files are streamed; memory goes to the data set alone. Safe for concurrent use.</remarks>
/// <example>
/// <code>
/// var (dataset, summary) = InteractionFile.Load("reviews_Beauty_5.json.gz");
/// </code>
/// </example>
public static class InteractionFile
{
    private const string Content = "interactions";

    /// <summary>Loads a file as a data set.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">The format; told from extension and first lines by default.</param>
    /// <param name="options">Filters and rules of order; the published preparation's by default.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The data set and its figures.</returns>
    /// <exception cref="DataFormatException">The file is not what it claims, or its format is not clear.</exception>
    /// <exception cref="SraClException">The file does not exist, an option is invalid, or nothing is left after the filters.</exception>
    public static PreparedDataset Load(
        string path, InteractionFormat format = InteractionFormat.Auto, DatasetOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Load(path, format == InteractionFormat.Auto ? Detect(path) : Reader(format), options, cancellationToken);
    }

    /// <summary>Loads a file as a data set with a reader of one's own choice or making.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reader">The reader.</param>
    /// <param name="options">Filters and rules of order; the published preparation's by default.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The data set and its figures.</returns>
    /// <exception cref="DataFormatException">The file is not what it claims.</exception>
    /// <exception cref="SraClException">The file does not exist, an option is invalid, or nothing is left after the filters.</exception>
    public static PreparedDataset Load(string path, IInteractionReader reader, DatasetOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new DatasetOptions();
        var builder = new SequenceDatasetBuilder(options);
        var report = new ReadReport(path, options.MaxBadRowShare);
        builder.AddRange(Read(path, reader, report, cancellationToken));
        PreparedDataset built = builder.Build();
        return built with { Summary = built.Summary with { BadRows = report.BadRows, BadRowMessages = report.Messages } };
    }

    /// <summary>Reads a file row by row.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reader">The reader of its format.</param>
    /// <param name="report">Counts good and bad rows.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The readable rows; each is valid until the next is asked for.</returns>
    /// <exception cref="DataFormatException">The file is not what it claims; partly while enumerating.</exception>
    /// <exception cref="SraClException">The file does not exist.</exception>
    public static IEnumerable<Interaction> Read(string path, IInteractionReader reader, ReadReport report, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(report);
        return ReadRows(path, reader, report, cancellationToken);
    }

    /// <summary>Tells the format of a file from its extension and first lines.</summary>
    /// <param name="path">The file.</param>
    /// <returns>A reader of the format.</returns>
    /// <exception cref="DataFormatException">The file is not text, or its format is not clear; the message lists the formats to name.</exception>
    /// <exception cref="SraClException">The file does not exist.</exception>
    public static IInteractionReader Detect(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Reader(FormatDetector.Detect(path, TextFile.ReadHead(path, Content)));
    }

    /// <summary>Gives the reader of a format.</summary>
    /// <param name="format">A format other than <see cref="InteractionFormat.Auto"/>.</param>
    /// <returns>The reader.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The format is <see cref="InteractionFormat.Auto"/>, which needs a file, or not a format.</exception>
    public static IInteractionReader Reader(InteractionFormat format) => format switch
    {
        InteractionFormat.UserItem => new UserItemReader(),
        InteractionFormat.UserSequence => new UserSequenceReader(),
        InteractionFormat.Csv => DelimitedReader.Csv,
        InteractionFormat.Tsv => DelimitedReader.Tsv,
        InteractionFormat.Recbole => DelimitedReader.RecBole,
        InteractionFormat.AmazonReviews => new JsonLinesReader(JsonLinesFields.Amazon),
        InteractionFormat.YelpReviews => new JsonLinesReader(JsonLinesFields.Yelp),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, $"Expected a format that a reader stands for; use {nameof(Detect)} for {nameof(InteractionFormat.Auto)}."),
    };

    private static IEnumerable<Interaction> ReadRows(string path, IInteractionReader reader, ReadReport report, CancellationToken cancellationToken)
    {
        using Stream stream = TextFile.Open(path, Content);
        foreach (Interaction row in reader.Read(stream, report, cancellationToken))
        {
            yield return row;
        }
    }
}
