using SraCl.Training.Data;
using static SraCl.Training.Tests.Data.Reading;

namespace SraCl.Training.Tests.Data;

public class UserSequenceReaderTests
{
    private readonly UserSequenceReader _reader = new();

    [Fact]
    public void Read_OneUserALine_GivesTheItemsInOrder()
    {
        List<Row> rows = _reader.Rows("u 3 1\t2\nv 1\nu 5\n", out ReadReport report);

        Assert.Equal([("u", "3"), ("u", "1"), ("u", "2"), ("v", "1"), ("u", "5")], rows.Select(row => (row.User, row.Item)));
        Assert.Equal(3, report.GoodRows);
    }

    [Theory]
    [InlineData("u", "has a user but no item")]
    [InlineData("u 1 -2 3", "negative number")]
    public void Read_BadRow_IsSkippedWholeAndReported(string line, string problem)
    {
        List<Row> rows = _reader.Rows($"v 1 2\n{line}\n", out ReadReport report);

        Assert.Equal(["v", "v"], rows.Select(row => row.User));
        Assert.Contains(problem, Assert.Single(report.Messages), StringComparison.Ordinal);
        Assert.StartsWith("line 2: ", report.Messages[0], StringComparison.Ordinal);
    }
}
