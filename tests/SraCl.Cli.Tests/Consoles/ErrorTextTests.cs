using SraCl.Cli.Consoles;

namespace SraCl.Cli.Tests.Consoles;

public sealed class ErrorTextTests
{
    [Theory]
    [InlineData("Name the column with DelimitedOptions.User, or not.", "Name the column with --user-column, or not.")]
    [InlineData("DatasetOptions.MaxBadRowShare is 2; expected less.", "--max-bad-rows is 2; expected less.")]
    [InlineData("Heads is 3 and does not divide HiddenSize 8.", "--heads is 3 and does not divide --hidden-size 8.")]
    [InlineData("The file 'MaxLength is.txt' isn't the model's MaxLength.", "The file 'MaxLength is.txt' isn't the model's --max-length.")]
    [InlineData("two\r\n  lines\n", "two lines")]
    public void ForCommandLine_LibraryMessage_NamesOptions(string message, string expected) =>
        Assert.Equal(expected, ErrorText.ForCommandLine(message));
}
