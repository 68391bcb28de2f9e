using SraCl.Training.Serialization;

namespace SraCl.Training.Tests.Serialization;

public sealed class StagedFilesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Commit_StagedFiles_ReplacesEarlierOnes()
    {
        File.WriteAllText(_directory.File("a"), "old");
        using (var files = new StagedFiles(_directory.Path))
        {
            files.Add("a", stream => stream.WriteByte((byte)'1'));
            files.Add("b", stream => stream.WriteByte((byte)'2'));
            files.Commit();
        }

        Assert.Equal("1", File.ReadAllText(_directory.File("a")));
        Assert.Equal("2", File.ReadAllText(_directory.File("b")));
        Assert.Equal(2, Directory.GetFiles(_directory.Path).Length);
    }

    [Theory]
    [InlineData("a.old.tmp")]
    [InlineData("b")]
    [InlineData("c")]
    public void Commit_SomethingInTheWay_LeavesEarlierFilesUntouched(string blocked)
    {
        string[] names = ["a", "b", "c"];
        foreach (string name in names.Where(name => !string.Equals(name, blocked, StringComparison.Ordinal)))
        {
            File.WriteAllText(_directory.File(name), "old");
        }

        Directory.CreateDirectory(_directory.File(blocked));
        string[] before = [.. Directory.GetFileSystemEntries(_directory.Path).Order(StringComparer.Ordinal)];
        using (var files = new StagedFiles(_directory.Path))
        {
            foreach (string name in names)
            {
                files.Add(name, stream => stream.WriteByte((byte)'1'));
            }

            Assert.ThrowsAny<SystemException>(files.Commit);
        }

        Assert.Equal(before, Directory.GetFileSystemEntries(_directory.Path).Order(StringComparer.Ordinal));
        Assert.All(Directory.GetFiles(_directory.Path), file => Assert.Equal("old", File.ReadAllText(file)));
    }

    [Fact]
    public void Dispose_WithoutCommit_LeavesEarlierFilesUntouched()
    {
        File.WriteAllText(_directory.File("a"), "old");
        using (var files = new StagedFiles(_directory.Path))
        {
            files.Add("a", stream => stream.WriteByte((byte)'1'));
            Assert.Throws<InvalidOperationException>(() => files.Add("b", _ => throw new InvalidOperationException("interrupted")));
        }

        Assert.Equal("old", File.ReadAllText(_directory.File("a")));
        Assert.Single(Directory.GetFiles(_directory.Path));
    }
}
