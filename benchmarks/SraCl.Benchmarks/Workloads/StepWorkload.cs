using System.Runtime.InteropServices;
using SraCl.Backbones.Objectives;
using SraCl.Batching;
using SraCl.Modeling;
using SraCl.Objectives;
using SraCl.Randomness;
using SraCl.Sequences;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace SraCl.Benchmarks.Workloads;

/// <summary>
/// Training steps of the Transformer with cross-entropy over all items: batch, gradients to zero, forward, backward, Adam, reading the loss.
/// </summary>
internal sealed class StepWorkload : IDisposable
{
    private const int BatchSize = 256;

    private readonly TrainingData _data;
    private readonly Formulation _formulation;
    private readonly NextItemCrossEntropy _objective = new();
    private readonly Batch _batch;
    private readonly TrainingStep _step;
    private readonly optim.Optimizer _optimizer;
    private readonly SequenceWindow[] _positions = new SequenceWindow[BatchSize];
    private readonly int[] _indices = new int[BatchSize];

    /// <summary>Takes a backbone into training; it is disposed together with the workload.</summary>
    public StepWorkload(TrainingData data, ISequenceBackbone backbone, Formulation formulation)
    {
        _data = data;
        _formulation = formulation;
        Backbone = backbone;
        backbone.Module.train();
        _batch = new Batch(TrainingStep.FieldsOf([_objective]));
        _step = new TrainingStep(backbone, [_objective], CPU);
        _optimizer = optim.Adam(backbone.Module.parameters());
        random.manual_seed(2024);
    }

    public ISequenceBackbone Backbone { get; }

    /// <summary>Runs a step and returns its loss.</summary>
    public double Run(int number)
    {
        using DisposeScope scope = NewDisposeScope();
        _data.FillBatch(number, _positions, _indices);
        _batch.Fill(new BatchSamples(_data.Split.Train, _positions, _indices, Backbone.MaxLength, CounterRandom.Create(0)));
        Backbone.Module.zero_grad();
        Tensor loss = _formulation == Formulation.Naive ? NaiveLoss() : GroupedLoss();
        loss.backward();
        _optimizer.step();
        return loss.ToDouble();
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        Backbone.Module.Dispose();
    }

    private Tensor GroupedLoss()
    {
        _step.Begin(_batch);
        return _objective.Compute(_step);
    }

    private Tensor NaiveLoss()
    {
        Tensor items = PaddedHistories(); // [B, 20]
        Tensor targets = Targets(); // [B]
        Tensor states = Backbone.EncodePositions(items); // [B, 20, D]
        Tensor last = states.select(1, states.size(1) - 1); // [B, D]
        return F.cross_entropy(last.mm(Backbone.ItemVectors().t()), targets - 1L);
    }

    private Tensor PaddedHistories()
    {
        RaggedSequences histories = _batch.Get(StandardFields.History);
        int length = Backbone.MaxLength;
        Tensor items = zeros(histories.Count, length, dtype: ScalarType.Int64);
        Span<long> slots = MemoryMarshal.Cast<byte, long>(items.bytes);
        for (int row = 0; row < histories.Count; row++)
        {
            ReadOnlySpan<int> history = histories[row];
            Span<long> newest = slots.Slice(((row + 1) * length) - history.Length, history.Length);
            for (int i = 0; i < newest.Length; i++)
            {
                newest[i] = history[i];
            }
        }

        return items;
    }

    private Tensor Targets()
    {
        ReadOnlySpan<int> values = _batch.Get(StandardFields.Target).Values;
        Tensor targets = empty(values.Length, dtype: ScalarType.Int64);
        Span<long> slots = MemoryMarshal.Cast<byte, long>(targets.bytes);
        for (int row = 0; row < values.Length; row++)
        {
            slots[row] = values[row];
        }

        return targets;
    }
}
