using TorchSharp.Internal;

namespace SraCl.Interop.Tests;

public sealed class LoadingTests
{
    [Fact]
    public void Load_OfMissingFile_NamesPathAndCure()
    {
        string path = Path.Combine(Path.GetTempPath(), "there-is-no-such-library.so");

        DllNotFoundException error = Assert.Throws<DllNotFoundException>(() => TorchLibrary.Load(path));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install libtorch-dev", error.Message, StringComparison.Ordinal);
        Assert.Contains(TorchLibrary.PathVariable, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfFileThatIsNoLibrary_GivesTheReason()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "no library");

            DllNotFoundException error = Assert.Throws<DllNotFoundException>(() => TorchLibrary.Load(path));

            Assert.Contains(path, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void FirstCalls_WithoutLibrary_AllThrowTheSameClearError()
    {
        string[] lines = ChildProcess.Run("first-calls", (TorchLibrary.PathVariable, "/nowhere/libsracl_torch.so"));

        Assert.Equal(4, lines.Length);
        Assert.All(lines, line => Assert.StartsWith(
            "DllNotFoundException: The native library of the `system` TorchSharp provider could not be loaded from '/nowhere/",
            line,
            StringComparison.Ordinal));
    }

    [SkippableFact]
    public void FirstCall_WithLibrary_MakesOpenMpWaitPassively()
    {
        Requires.Libtorch();

        Assert.Equal(["passive"], ChildProcess.Run(["variable", "OMP_WAIT_POLICY"], ("OMP_WAIT_POLICY", null)));
    }

    [SkippableFact]
    public void FirstCall_WithVariableOfTheUser_LeavesItAlone()
    {
        Requires.Libtorch();

        Assert.Equal(["active"], ChildProcess.Run(["variable", "OMP_WAIT_POLICY"], ("OMP_WAIT_POLICY", "active")));
    }
}
