using SraCl.Cli.Consoles;

namespace SraCl.Cli.Tests.Consoles;

public sealed class ErrorTextTests
{
    [Theory]
    [InlineData("Name the column with DelimitedOptions.User, or not.", "Name the column with --user-column, or not.")]
    [InlineData("DatasetOptions.MaxBadRowShare is 2; expected less.", "--max-bad-rows is 2; expected less.")]
    [InlineData("Heads is 3 and does not divide HiddenSize 8.", "--heads is 3 and does not divide --hidden-size 8.")]
    [InlineData("The file 'MaxLength is.txt' isn't the model's MaxLength.", "The file 'MaxLength is.txt' isn't the model's --max-length.")]
    [InlineData("SemanticNeighborsOptions.MaxLength is 0; expected at least 1.", "--max-length is 0; expected at least 1.")]
    [InlineData("The intra-sequence contrast is not set up right. Weight is 0; expected more. Neighbors is 0.", "--beta is 0; expected more. --k is 0.")]
    [InlineData("two\r\n  lines\n", "two lines")]
    public void ForCommandLine_LibraryMessage_NamesOptions(string message, string expected) =>
        Assert.Equal(expected, ErrorText.ForCommandLine(message));
}
