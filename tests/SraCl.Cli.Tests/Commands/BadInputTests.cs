namespace SraCl.Cli.Tests.Commands;

/// <summary>Every unusable input is refused in one paragraph before training starts.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\n\n", "blank lines")]
    [InlineData("user,item\n", "no rows")]
    [InlineData("who,item\nu1,i1\n", "--user-column")]
    [InlineData("user,item,time\nu1,i1,yesterday\n", "not a time")]
    [InlineData("user,item\nu1,i1\nu2,i2\n", "at least 3 items")]
    public async Task Train_UnusableTable_SaysWhatIsWrong(string text, string expected)
    {
        await RefusedAsync(_folder.Write("shop.csv", text), expected);
    }

    [Theory]
    [InlineData("-1 5\n-2 6\n", "negative number")]
    [InlineData("one\ntwo\n", "--format")]
    public async Task Train_UnusableText_SaysWhatIsWrong(string text, string expected)
    {
        await RefusedAsync(_folder.Write("shop.txt", text), expected);
    }

    [Fact]
    public async Task Train_BinaryFile_IsRefused()
    {
        await File.WriteAllBytesAsync(_folder["shop.txt"], [0x7F, 0x45, 0x4C, 0x46, 0, 1, 2, 3]);

        await RefusedAsync(_folder["shop.txt"], "not UTF-8 text");
    }

    [Fact]
    public async Task Train_MissingFile_IsNamed() => await RefusedAsync(_folder["missing.txt"], "missing.txt' does not exist");

    [Fact]
    public async Task Train_MissingColumn_ListsTheHeader() =>
        await RefusedAsync(_folder.Write("shop.csv", "user,item\nu1,i1\n"), "missing column 'price'; the header has: user, item", "--time-column", "price");

    [Fact]
    public async Task Train_HugeIds_AreTextLikeAnyOther()
    {
        string rows = string.Concat(Enumerable.Range(0, 20).SelectMany(user => Enumerable.Range(0, 4).Select(step => $"{user}99999999999999999999 {(user + step) % 6}88888888888888888888\n")));

        string output = await CommandLine.OutputAsync(CommandLine.Train(_folder.Write("shop.txt", rows), _folder["model"]));

        Assert.Contains("20 users, 6 items", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_OutputBelowAFile_IsRefusedBeforeTraining()
    {
        string file = _folder.WriteInteractions();

        Assert.Contains("cannot be saved", await CommandLine.ErrorAsync(CommandLine.Train(file, Path.Combine(file, "model"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_OutputHoldsSomethingElse_IsLeftAlone()
    {
        string file = _folder.WriteInteractions();
        Directory.CreateDirectory(_folder["photos"]);
        string photo = _folder.Write(Path.Combine("photos", "beach.jpg"), "sand");

        Assert.Contains("not empty", await CommandLine.ErrorAsync(CommandLine.Train(file, _folder["photos"], "--force")), StringComparison.Ordinal);
        Assert.Equal([photo], Directory.EnumerateFileSystemEntries(_folder["photos"]));
    }

    [Theory]
    [InlineData("--epochs is 0", "--epochs", "0")]
    [InlineData("--learning-rate is -1", "--learning-rate", "-1")]
    [InlineData("--dropout is 1", "--dropout", "1")]
    [InlineData("--heads is 3", "--heads", "3")]
    [InlineData("--threads is 0", "--threads", "0")]
    [InlineData("--selection-metric is 'LOSS'; expected a metric", "--selection-metric", "LOSS")]
    [InlineData("There is no backbone 'gpt'", "--backbone", "gpt")]
    [InlineData("'tpu' is not a device", "--device", "tpu")]
    [InlineData("--test-share is for a global-time split", "--test-share", "0.2")]
    [InlineData("--delimiter is for tables", "--delimiter", ";", "--format", "yelp-reviews")]
    [InlineData("needs times", "--split", "global-time")]
    [InlineData("--max-bad-rows is 2", "--max-bad-rows", "2")]
    [InlineData("No event is left", "--min-user-events", "100")]
    public async Task Train_UnusableOption_IsNamed(string expected, params string[] options) =>
        await RefusedAsync(_folder.WriteInteractions(), expected, options);

    private async Task RefusedAsync(string interactions, string expected, params string[] options)
    {
        string error = await CommandLine.ErrorAsync(CommandLine.Train(interactions, _folder["model"], options));

        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder["model"], "model.json")));
    }
}
