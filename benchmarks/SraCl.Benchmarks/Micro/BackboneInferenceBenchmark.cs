using BenchmarkDotNet.Attributes;
using SraCl.Benchmarks.Workloads;
using SraCl.Modeling;
using SraCl.Splits;
using SraCl.Training.Recommendation;
using TorchSharp;

namespace SraCl.Benchmarks.Micro;

/// <summary>One recommendation for one user with each backbone: the history encoded, scores of the whole catalogue, the best 10; one thread.</summary>
/// <remarks>User follows user, so that the lengths of histories are those of the data.</remarks>
[InProcess]
[MemoryDiagnoser]
public class BackboneInferenceBenchmark : IDisposable
{
    private const int Best = 10;
    private const int Users = 1000;

    private ISequenceBackbone? _backbone;
    private Recommender? _recommender;
    private string[][] _histories = [];
    private int _user;

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
        _recommender?.Dispose();
        _backbone?.Module.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true)]
    public string Transformer() => Recommend();

    [Benchmark]
    public string Gru4Rec() => Recommend();

    [Benchmark]
    public string SasRecOriginal() => Recommend();

    [Benchmark]
    public string Bert4Rec() => Recommend();

    private string Recommend() => _recommender!.Recommend(_histories[_user++ % _histories.Length], Best)[0].ItemId;

    private void SetUp(MeasuredBackbone measured)
    {
        torch.set_num_threads(1);
        _user = 0;
        var data = TrainingData.FromEnvironment();
        EvaluationSplit test = data.Split.Test;
        _histories = Enumerable.Range(0, Math.Min(Users, test.Count)).Select(index => test.History(index).ToArray().Select(data.Items.ExternalId).ToArray()).ToArray();
        _backbone = measured.Create(data);
        _recommender = new Recommender(_backbone, data.Items);
    }
}
