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
