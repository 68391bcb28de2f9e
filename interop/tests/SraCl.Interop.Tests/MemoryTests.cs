using static TorchSharp.torch;

namespace SraCl.Interop.Tests;

[Collection("memory")]
public sealed class MemoryTests
{
    // The allowed growths are a fraction of what is allocated in all, and far above the jitter of resident memory.
    [SkippableFact]
    public void ResidentMemory_WithoutScopes_StaysFlat()
    {
        Requires.Libtorch();

        Assert.InRange(ChildProcess.RunForNumber("unscoped-memory"), -1000, 400); // of 8 GB
    }

    [SkippableFact]
    public void ResidentMemory_WithScopes_StaysFlat()
    {
        Requires.Libtorch();

        Assert.InRange(ChildProcess.RunForNumber("scoped-memory"), -1000, 60); // of 8 GB
    }

    [SkippableFact]
    public void ResidentMemory_OverFailingCalls_StaysFlat()
    {
        Requires.Libtorch();

        Assert.InRange(ChildProcess.RunForNumber("failing-calls"), -1000, 40);
    }

    [SkippableFact]
    public void ResidentMemory_OverListResults_StaysFlat()
    {
        Requires.Libtorch();

        Assert.InRange(ChildProcess.RunForNumber("list-results"), -1000, 40);
    }

    [SkippableFact]
    public void Allocator_AfterALargeTensorWasFreed_HandsItsMemoryOutAgain()
    {
        Requires.Libtorch();

        Assert.Equal(["True"], ChildProcess.Run("block-reuse"));
    }

    [SkippableFact]
    public void Finaliser_RacingWithCalls_NeitherFreesTooEarlyNorLeaks()
    {
        Requires.Libtorch();
        const int Calls = 5_000;
        Collect();
        long before = Tensor.TotalCount;
        bool running = true;
        var collector = new Thread(() =>
        {
            // Mostly the youngest generation, where the garbage is: a full collection each time would hardly let the workers run.
            for (int round = 0; Volatile.Read(ref running); round++)
            {
                GC.Collect(round % 16 == 0 ? GC.MaxGeneration : 0);
            }
        });
        collector.Start();

        int wrong = 0;
        Parallel.For(0, 2, worker =>
        {
            for (int i = 0; i < Calls; i++)
            {
                // Every operand is garbage as soon as its handle was read.
                float sum = (full(8, (float)i) + worker).mul(2f).sum().item<float>();
                if (sum != 16f * (i + worker))
                {
                    Interlocked.Increment(ref wrong);
                }
            }
        });
        Volatile.Write(ref running, false);
        collector.Join();

        Assert.Equal(0, wrong);
        Collect();
        Assert.InRange(Tensor.TotalCount - before, -100, 100);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
