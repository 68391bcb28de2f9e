using SraCl.Cli.Consoles;

namespace SraCl.Cli.Tests.Consoles;

public sealed class ShellTextTests
{
    [Theory]
    [InlineData("models/my-model", "models/my-model")]
    [InlineData("my models", "\"my models\"")]
    public void Argument_Value_IsQuotedWhereNeeded(string value, string expected) => Assert.Equal(expected, ShellText.Argument(value));

    [Fact]
    public void History_Ids_TakesThoseThatNeedNoQuotes()
    {
        Assert.Equal("b,d", ShellText.History(["a,a", "b", "c c", "d", "e"]));
        Assert.Equal("ID,ID", ShellText.History(["a,a", "c c"]));
    }
}
