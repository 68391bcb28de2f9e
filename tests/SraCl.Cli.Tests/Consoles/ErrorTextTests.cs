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
    [InlineData("Other settings: EncodingThreads is 1 there and 2 now, OperatorThreads is 1 there and 2 now, Seed is 1 there and 2 now. Repeat.", "Other settings: --threads is 1 there and 2 now, --seed is 1 there and 2 now. Repeat.")]
    [InlineData("Other settings: hiddenDropout is 0.5 there and 0.1 now, layers is 1 there and 2 now, attentionDropout is 0.5 there and 0.1 now.", "Other settings: --dropout is 0.5 there and 0.1 now, --layers is 1 there and 2 now.")]
    [InlineData("Not valid. HiddenDropout is 1.5; expected a probability in [0, 1). AttentionDropout is 1.5; expected a probability in [0, 1).", "Not valid. --dropout is 1.5; expected a probability in [0, 1).")]
    [InlineData("Not valid. HiddenDropout is 1.5; expected less. AttentionDropout is 2.5; expected less.", "Not valid. --dropout is 1.5; expected less. --dropout is 2.5; expected less.")]
    public void ForCommandLine_LibraryMessage_NamesOptions(string message, string expected) =>
        Assert.Equal(expected, ErrorText.ForCommandLine(message));
}
