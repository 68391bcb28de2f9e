using SraCl.Files;

namespace SraCl.Training.Data;

/// <summary>
/// Reads text with one <c>user item</c> pair a line, separated by spaces or tabs: the form in which the data of SASRec and SRA-CL is published.
/// </summary>
/// <remarks>
/// Ids are any text without white space; a negative number is a bad row. There are no times: the order of a user's lines is the order of events.
/// Safe for concurrent use.
/// </remarks>
public sealed class UserItemReader : IInteractionReader
{
    private const string Expected = "two ids a line, 'user item', separated by a space or tab";

    /// <inheritdoc/>
    public string Name => "user-item text";

    /// <inheritdoc/>
    public IEnumerable<Interaction> Read(Stream stream, ReadReport report, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(report);
        return ReadRows(stream, report, cancellationToken);
    }

    private static IEnumerable<Interaction> ReadRows(Stream stream, ReadReport report, CancellationToken cancellationToken)
    {
        foreach ((long number, ReadOnlyMemory<char> text) in TokenLines.Read(stream, report, cancellationToken))
        {
            ReadOnlyMemory<char> rest = text;
            ReadOnlyMemory<char> user = TokenLines.Next(ref rest);
            ReadOnlyMemory<char> item = TokenLines.Next(ref rest);
            if (item.IsEmpty || !rest.IsEmpty)
            {
                report.Reject(number, $"'{Excerpt.Of(text.Span)}' {(item.IsEmpty ? "has one part" : "has more than two parts")}; expected {Expected}.");
            }
            else if (TokenLines.IsNegativeNumber(user.Span) || TokenLines.IsNegativeNumber(item.Span))
            {
                report.Reject(number, $"'{Excerpt.Of(text.Span)}' has a negative number as id; expected {Expected}.");
            }
            else
            {
                report.Accept();
                yield return new Interaction(user, item, Time: null, Rating: null, number);
            }
        }

        report.Complete(Expected);
    }
}
