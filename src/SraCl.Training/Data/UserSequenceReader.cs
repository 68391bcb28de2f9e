using SraCl.Files;

namespace SraCl.Training.Data;

/// <summary>Reads text with one user a line: the user's id, then the ids of the user's items, oldest first, separated by spaces or tabs.</summary>
/// <remarks>
/// Ids are any text without white space; a line with a negative number is a bad row. There are no times. A user who comes again on a
/// later line goes on where the earlier line ended. Safe for concurrent use.
/// </remarks>
public sealed class UserSequenceReader : IInteractionReader
{
    private const string Expected = "one user a line, 'user item item ...', separated by spaces or tabs";

    /// <inheritdoc/>
    public string Name => "user-sequence text";

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
            if (Problem(text) is { } problem)
            {
                report.Reject(number, $"'{Excerpt.Of(text.Span)}' {problem}; expected {Expected}.");
                continue;
            }

            report.Accept();
            ReadOnlyMemory<char> rest = text;
            ReadOnlyMemory<char> user = TokenLines.Next(ref rest);
            while (!rest.IsEmpty)
            {
                yield return new Interaction(user, TokenLines.Next(ref rest), Time: null, Rating: null, number);
            }
        }

        report.Complete(Expected);
    }

    private static string? Problem(ReadOnlyMemory<char> rest)
    {
        int count = 0;
        for (; !rest.IsEmpty; count++)
        {
            if (TokenLines.IsNegativeNumber(TokenLines.Next(ref rest).Span))
            {
                return "has a negative number as id";
            }
        }

        return count < 2 ? "has a user but no item" : null;
    }
}
