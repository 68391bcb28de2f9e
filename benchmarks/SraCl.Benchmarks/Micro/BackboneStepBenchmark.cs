using BenchmarkDotNet.Attributes;
using SraCl.Benchmarks.Workloads;
using TorchSharp;

namespace SraCl.Benchmarks.Micro;

/// <summary>One training step of each backbone with its own loss, as the library's trainer takes it: batch 256, one thread.</summary>
/// <remarks>A method a backbone and no parameter: a baseline is compared with other methods alone, and the Transformer is everyone's.</remarks>
[InProcess]
[MemoryDiagnoser]
public class BackboneStepBenchmark : IDisposable
{
    private StepWorkload? _workload;
    private int _step;

    [GlobalSetup(Target = nameof(Transformer))]
    public void SetUpTransformer() => SetUp(MeasuredBackbone.Transformer);

    [GlobalSetup(Target = nameof(Gru4Rec))]
    public void SetUpGru4Rec() => SetUp(MeasuredBackbone.Gru4Rec);

    [GlobalSetup(Target = nameof(SasRecOriginal))]
    public void SetUpSasRecOriginal() => SetUp(MeasuredBackbone.SasRecOriginal);

    [GlobalSetup(Target = nameof(Bert4Rec))]
    public void SetUpBert4Rec() => SetUp(MeasuredBackbone.Bert4Rec);

    [GlobalCleanup]
    public void Dispose()
    {
        _workload?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true)]
    public double Transformer() => _workload!.Run(_step++);

    [Benchmark]
    public double Gru4Rec() => _workload!.Run(_step++);

    [Benchmark]
    public double SasRecOriginal() => _workload!.Run(_step++);

    [Benchmark]
    public double Bert4Rec() => _workload!.Run(_step++);

    private void SetUp(MeasuredBackbone measured)
    {
        torch.set_num_threads(1);
        _step = 0;
        _workload = new StepWorkload(TrainingData.FromEnvironment(), measured, Formulation.Grouped);
    }
}
