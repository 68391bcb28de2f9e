using BenchmarkDotNet.Attributes;
using SraCl.Benchmarks.Workloads;
using TorchSharp;

namespace SraCl.Benchmarks.Micro;

/// <summary>One training step: Transformer, cross-entropy over all items, batch 256, one thread.</summary>
/// <remarks>In process: a step takes milliseconds in native code, so that a process of its own would isolate nothing.</remarks>
[InProcess]
[MemoryDiagnoser]
public class TrainingStepBenchmark : IDisposable
{
    private StepWorkload? _workload;
    private int _step;

    [GlobalSetup(Target = nameof(Naive))]
    public void SetUpNaive() => SetUp(Formulation.Naive);

    [GlobalSetup(Target = nameof(Grouped))]
    public void SetUpGrouped() => SetUp(Formulation.Grouped);

    [GlobalCleanup]
    public void Dispose()
    {
        _workload?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true)]
    public double Naive() => _workload!.Run(_step++);

    [Benchmark]
    public double Grouped() => _workload!.Run(_step++);

    private void SetUp(Formulation formulation)
    {
        torch.set_num_threads(1);
        _step = 0;
        _workload = new StepWorkload(TrainingData.FromEnvironment(), MeasuredBackbone.Transformer, formulation);
    }
}
