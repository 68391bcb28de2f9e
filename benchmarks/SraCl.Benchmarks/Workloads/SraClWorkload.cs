using System.Runtime.InteropServices;
using SraCl.Backbones.Objectives;
using SraCl.Batching;
using SraCl.Contrastive.CrossSequence;
using SraCl.Contrastive.IntraSequence;
using SraCl.Modeling;
using SraCl.Objectives;
using SraCl.Randomness;
using SraCl.Sequences;
using static TorchSharp.torch;

namespace SraCl.Benchmarks.Workloads;

/// <summary>Training steps of weighted objectives as the library's trainer runs them, part by part.</summary>
internal sealed class SraClWorkload : IDisposable
{
    private const int BatchSize = 256;

    private readonly TrainingData _data;
    private readonly ISequenceBackbone _backbone;
    private readonly IReadOnlyList<WeightedObjective> _objectives;
    private readonly nn.Module[] _modules;
    private readonly Batch _batch;
    private readonly TrainingStep _step;
    private readonly optim.Optimizer _optimizer;
    private readonly SequenceWindow[] _windows = new SequenceWindow[BatchSize];
    private readonly int[] _indices = new int[BatchSize];

    private SraClWorkload(TrainingData data, ISequenceBackbone backbone, IReadOnlyList<WeightedObjective> objectives, int threads)
    {
        _data = data;
        _backbone = backbone;
        _objectives = objectives;
        _modules = [backbone.Module, .. objectives.Select(weighted => weighted.Objective.Module).OfType<nn.Module>()];
        IObjective[] plain = objectives.Select(weighted => weighted.Objective).ToArray();
        _batch = new Batch(TrainingStep.FieldsOf(plain));
        _step = new TrainingStep(backbone, plain, CPU, threads);
        _optimizer = optim.Adam(_modules.SelectMany(module => module.parameters()), 0.001);
        foreach (nn.Module module in _modules)
        {
            module.train();
        }
    }

    /// <summary>Makes the step of cross-entropy and both contrastive losses, with the paper's weights; the backbone is disposed with it.</summary>
    public static SraClWorkload WithBothLosses(TrainingData data, ISequenceBackbone backbone, int semanticSize, double dropout, int threads)
    {
        var options = new CrossSequenceOptions { NeighborDropout = dropout };
        var crossSequence = new CrossSequenceObjective(SyntheticNeighbors.OfSamples(data, semanticSize), backbone.HiddenSize, options);
        SyntheticNeighbors.SetWeights((SampleSynthesizer)crossSequence.Module!);
        var intraSequenceOptions = new IntraSequenceOptions();
        return new SraClWorkload(data, backbone, [
            new WeightedObjective(new NextItemCrossEntropy()),
            new WeightedObjective(crossSequence, options.Weight),
            new WeightedObjective(new IntraSequenceObjective(SyntheticNeighbors.OfItems(data), intraSequenceOptions), intraSequenceOptions.Weight),
        ], threads);
    }

    /// <summary>Makes the step of cross-entropy alone; the backbone is disposed with it.</summary>
    public static SraClWorkload WithMainLoss(TrainingData data, ISequenceBackbone backbone, int threads) =>
        new(data, backbone, [new WeightedObjective(new NextItemCrossEntropy())], threads);

    /// <summary>Fills the batch of a step, which the trainer does ahead on another thread.</summary>
    public void Fill(int number)
    {
        TrainingData.FillBatch(_data.Samples, number, _windows, _indices);
        _batch.Fill(new BatchSamples(_data.Split.Train, _windows, _indices, _backbone.MaxLength, CounterRandom.Create(0)));
    }

    /// <summary>Runs a step on the filled batch and returns the losses of its objectives, unweighted.</summary>
    public float[] Run(int number, PartClock clock)
    {
        clock.Start();
        float[] losses;
        using (NewDisposeScope())
        {
            random.manual_seed(number);
            foreach (nn.Module module in _modules)
            {
                module.zero_grad();
            }

            clock.Lap("zero gradients");
            _step.Begin(_batch, CounterRandom.Create(number));
            clock.Lap("encode");
            var computed = new Tensor[_objectives.Count];
            for (int i = 0; i < computed.Length; i++)
            {
                computed[i] = _objectives[i].Objective.Compute(_step); // []
                clock.Lap(_objectives[i].Objective.Name);
            }

            losses = Read(computed);
            Tensor total = computed[0] * _objectives[0].Weight;
            for (int i = 1; i < computed.Length; i++)
            {
                total += computed[i] * _objectives[i].Weight;
            }

            clock.Lap("read losses");
            _step.Backward(total);
            clock.Lap("backward");
            _optimizer.step();
            clock.Lap("optimizer");
        }

        clock.Lap("dispose");
        return losses;
    }

    public void Dispose()
    {
        _step.Dispose();
        _optimizer.Dispose();
        foreach (nn.Module module in _modules)
        {
            module.Dispose();
        }
    }

    private static float[] Read(Tensor[] losses)
    {
        using IDisposable noGradient = no_grad();
        Tensor values = stack(losses); // [objectives]
        return MemoryMarshal.Cast<byte, float>(values.bytes).ToArray();
    }
}
