using BenchmarkDotNet.Attributes;
using SraCl.Batching;
using SraCl.Benchmarks.Workloads;
using SraCl.Encoders;
using SraCl.Modeling;
using SraCl.Splits;
using SraCl.Training.Evaluation;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Benchmarks.Micro;

/// <summary>The full ranking of all test cases on one thread.</summary>
[InProcess]
[MemoryDiagnoser]
public class EvaluationBenchmark
{
    private const int BatchSize = 1024;
    private const int Top = 20;

    private readonly Evaluator _evaluator = new();
    private EvaluationSplit? _test;
    private ISequenceBackbone? _backbone;

    [GlobalSetup]
    public void SetUp()
    {
        set_num_threads(1);
        var data = TrainingData.FromEnvironment();
        _test = data.Split.Test;
        _backbone = MeasuredBackbone.Transformer.Create(data);
        _backbone.Module.eval();
    }

    [GlobalCleanup]
    public void CleanUp() => _backbone!.Module.Dispose();

    /// <summary>The scores of a batch in one matrix, and the best 20 of every row.</summary>
    [Benchmark(Baseline = true)]
    public long TopOfAllScores()
    {
        using IDisposable noGradient = no_grad();
        var encoder = new SequenceEncoder(_backbone!, CPU);
        var histories = new RaggedSequences();
        long found = 0;
        for (int start = 0; start < _test!.Count; start += BatchSize)
        {
            using DisposeScope scope = NewDisposeScope();
            histories.Clear();
            int count = Math.Min(BatchSize, _test.Count - start);
            for (int index = start; index < start + count; index++)
            {
                histories.Add(_test.History(index));
            }

            Tensor scores = encoder.Encode(histories).mm(_backbone!.ItemVectors().t()); // [B, N]
            found += scores.topk(Top).indexes.numel();
        }

        return found;
    }

    /// <summary>The library's way: ranks by counting greater scores, in blocks.</summary>
    [Benchmark]
    public double CountedRanks() => _evaluator.Evaluate(_backbone!, _test!).Ranks[0];
}
