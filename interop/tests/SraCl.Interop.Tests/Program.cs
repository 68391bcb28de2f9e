using System.Globalization;
using System.Runtime.InteropServices;
using SraCl.Interop.Tests.Kernels;
using TorchSharp;

namespace SraCl.Interop.Tests;

/// <summary>
/// The part of the tests that needs a process of its own: one where the library was never loaded, or whose memory no other test
/// touches. The first argument names the part, others say more; what it finds goes to the standard output.
/// </summary>
internal static partial class Program
{
    private const int MegaByte = 1 << 20;

    internal static int Main(string[] args)
    {
        switch (args)
        {
            case ["first-calls"]:
                FirstCalls();
                return 0;
            case ["variable", string name]:
                torch.zeros(1).Dispose();
                Console.WriteLine(Marshal.PtrToStringUTF8(GetEnvironmentVariable(name)) ?? "none");
                return 0;
            case ["kernels"]:
                KernelResults.Write();
                return 0;
            case ["unscoped-memory"]:
                WriteGrowth(1_000, 50, static () => torch.ones(1 << 20).add(1));
                return 0;
            case ["scoped-memory"]:
                WriteGrowth(1_000, 50, static () =>
                {
                    using DisposeScope scope = torch.NewDisposeScope();
                    (torch.ones(1 << 20) + 1).sum();
                });
                return 0;
            case ["failing-calls"]:
                WriteGrowth(8_000, 500, static () =>
                {
                    using var x = torch.zeros(2, 3);
                    Assert.Throws<ExternalException>(() => x.mm(x));
                });
                return 0;
            case ["list-results"]:
                WriteGrowth(20_000, 500, static () =>
                {
                    using DisposeScope scope = torch.NewDisposeScope();
                    torch.ones(16, 4).split(1);
                    torch.ones(16).topk(4);
                });
                return 0;
            case ["block-reuse"]:
                Console.WriteLine(DataOf(static () => torch.empty(1 << 20)) == DataOf(static () => torch.empty((1 << 20) - 5)));
                return 0;
            default:
                Console.Error.WriteLine("Expected the name of a part: see Program.cs.");
                return 1;
        }
    }

    private static void FirstCalls()
    {
        Action[] calls = [() => torch.zeros(2), () => torch.tensor(1f), () => torch.manual_seed(1), () => torch.no_grad()];
        foreach (Action call in calls)
        {
            try
            {
                call();
                Console.WriteLine("no error");
            }
            catch (Exception exception)
            {
                Console.WriteLine($"{exception.GetType().Name}: {exception.Message}");
            }
        }
    }

    /// <summary>Writes by how many megabytes the highest resident memory exceeds that after a warm-up.</summary>
    private static void WriteGrowth(int iterations, int warmUp, Action action)
    {
        long start = 0;
        long peak = 0;
        for (int i = 0; i < iterations; i++)
        {
            action();
            if (i == warmUp)
            {
                start = Environment.WorkingSet;
            }
            else if (i > warmUp && i % 10 == 0)
            {
                peak = Math.Max(peak, Environment.WorkingSet);
            }
        }

        Console.WriteLine(((peak - start) / MegaByte).ToString(CultureInfo.InvariantCulture));
    }

    private static unsafe nint DataOf(Func<torch.Tensor> create)
    {
        using torch.Tensor tensor = create();
        fixed (byte* data = tensor.bytes)
        {
            return (nint)data;
        }
    }

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetEnvironmentVariable(string name);
}
