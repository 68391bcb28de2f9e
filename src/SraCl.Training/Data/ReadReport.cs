using System.Globalization;

namespace SraCl.Training.Data;

/// <summary>Counts the good and bad rows of one reading and stops it when a file is not what it claims to be.</summary>
/// <remarks>One report serves one reading. Not safe for concurrent use.</remarks>
public sealed class ReadReport
{
    /// <summary>The share of bad rows that a reading tolerates unless told otherwise: 1 %.</summary>
    public const double DefaultMaxBadRowShare = 0.01;

    /// <summary>So many bad rows before the first good one mean that the file is of another format.</summary>
    private const int HopelessStart = 100;

    private const int MaxMessages = 20;

    private readonly List<string> _messages = [];

    /// <summary>Creates an empty report.</summary>
    /// <param name="source">What is read, as messages name it; usually the path.</param>
    /// <param name="maxBadRowShare">The share of bad rows, 0..1, above which the reading fails.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is outside 0..1.</exception>
    public ReadReport(string source, double maxBadRowShare = DefaultMaxBadRowShare)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        if (maxBadRowShare is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(maxBadRowShare), maxBadRowShare, "Expected a share from 0 to 1.");
        }

        Source = source;
        MaxBadRowShare = maxBadRowShare;
    }

    /// <summary>Gets what is read, as messages name it.</summary>
    public string Source { get; }

    /// <summary>Gets the share of bad rows, 0..1, above which the reading fails.</summary>
    public double MaxBadRowShare { get; }

    /// <summary>Gets the number of rows that could be read.</summary>
    public long GoodRows { get; private set; }

    /// <summary>Gets the number of rows that were skipped because they could not be read.</summary>
    public long BadRows { get; private set; }

    /// <summary>Gets the problems of the first 20 bad rows, each with its line number.</summary>
    public IReadOnlyList<string> Messages => _messages;

    /// <summary>Counts a row that could be read.</summary>
    public void Accept() => GoodRows++;

    /// <summary>Counts a row that could not be read.</summary>
    /// <param name="line">The row's line, from 1.</param>
    /// <param name="problem">What was found and what was expected.</param>
    /// <exception cref="DataFormatException">The first 100 rows are all bad.</exception>
    public void Reject(long line, string problem)
    {
        ArgumentException.ThrowIfNullOrEmpty(problem);
        BadRows++;
        if (_messages.Count < MaxMessages)
        {
            _messages.Add(string.Create(CultureInfo.InvariantCulture, $"line {line}: {problem}"));
        }

        if (GoodRows == 0 && BadRows == HopelessStart)
        {
            throw NothingReadable($"none of its first {HopelessStart} rows could be read");
        }
    }

    /// <summary>Ends the reading; a reader calls it after the last row.</summary>
    /// <param name="expected">What the format looks like, for the message.</param>
    /// <exception cref="DataFormatException">There was no row, no good row, or too large a share of bad rows.</exception>
    public void Complete(string expected)
    {
        if (GoodRows + BadRows == 0)
        {
            throw new DataFormatException($"'{Source}' has no rows. Expected {expected}.");
        }

        if (GoodRows == 0)
        {
            throw NothingReadable($"none of its {BadRows} rows could be read");
        }

        double share = (double)BadRows / (GoodRows + BadRows);
        if (share > MaxBadRowShare)
        {
            throw new DataFormatException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{Source}' has {BadRows} unreadable rows of {GoodRows + BadRows} ({100 * share:0.##} %, at most {100 * MaxBadRowShare:0.##} % allowed). {First(3)} Mend the file, or raise {nameof(DatasetOptions.MaxBadRowShare)} to skip such rows."));
        }
    }

    private DataFormatException NothingReadable(string what) => new(
        $"'{Source}' is not what it was read as: {what}. {First(1)} Check the file, or name its format ({nameof(InteractionFormat)}) or a reader explicitly.");

    private string First(int count) => string.Concat(_messages.Take(count).Select(message => $"{char.ToUpperInvariant(message[0])}{message[1..]} ")).TrimEnd();
}
