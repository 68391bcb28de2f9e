using System.Text;
using SraCl.Training.Data;

namespace SraCl.Training.Tests.Data;

/// <summary>Reads text with a reader into rows that outlive the enumeration.</summary>
internal static class Reading
{
    public static List<Row> Rows(this IInteractionReader reader, string text, double maxBadRowShare = 1) => reader.Rows(text, out _, maxBadRowShare);

    public static List<Row> Rows(this IInteractionReader reader, string text, out ReadReport report, double maxBadRowShare = 1) =>
        reader.Rows(Encoding.UTF8.GetBytes(text), out report, maxBadRowShare);

    public static List<Row> Rows(this IInteractionReader reader, byte[] bytes, out ReadReport report, double maxBadRowShare = 1)
    {
        report = new ReadReport("test.txt", maxBadRowShare);
        return reader.Read(new MemoryStream(bytes), report)
            .Select(row => new Row(row.User.ToString(), row.Item.ToString(), row.Time, row.Rating, row.Line))
            .ToList();
    }

    internal sealed record Row(string User, string Item, long? Time = null, double? Rating = null, long Line = 0);
}
