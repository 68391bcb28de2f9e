using System.Globalization;
using System.Runtime.Intrinsics.X86;

namespace SraCl.Interop.Tests.Kernels;

/// <summary>The kernels' loops exist for several generations of processors; libtorch's variable chooses among those that this one has.</summary>
public sealed class CpuLevelTests
{
    private const string Variable = "ATEN_CPU_CAPABILITY";

    [SkippableFact]
    public void Kernels_OfEveryLevel_AgreeUpToRounding()
    {
        Requires.Libtorch();
        string[] best = ChildProcess.Run("kernels", (Variable, null));
        string[] baseline = ChildProcess.Run("kernels", (Variable, "default"));
        string[] avx2 = ChildProcess.Run("kernels", (Variable, "avx2"));

        Assert.Equal(10, best.Length);
        for (int i = 0; i < best.Length; i++)
        {
            (string name, double[] numbers) = Parse(best[i]);
            foreach (string other in new[] { baseline[i], avx2[i] })
            {
                (string otherName, double[] otherNumbers) = Parse(other);
                Assert.Equal(name, otherName);
                Values.AssertClose(numbers, Array.ConvertAll(otherNumbers, number => (float)number), 1e-5, name);
            }
        }

        // A mask is hashed, and has nothing to round.
        Assert.Equal(best[1], baseline[1]);
        Assert.Equal(best[1], avx2[1]);

        // The others round after every multiplication or not, which shows that not all of them were the same loops.
        if (Avx2.IsSupported && Fma.IsSupported)
        {
            Assert.NotEqual(best[^1], baseline[^1], StringComparer.Ordinal);
        }
    }

    private static (string Name, double[] Numbers) Parse(string line)
    {
        string[] parts = line.Split(':');
        return (parts[0], Array.ConvertAll(parts[1].Split(' '), number => double.Parse(number, CultureInfo.InvariantCulture)));
    }
}
