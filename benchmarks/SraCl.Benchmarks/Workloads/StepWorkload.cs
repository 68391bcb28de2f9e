using SraCl.Batching;
using SraCl.Modeling;
using SraCl.Objectives;
using SraCl.Randomness;
using SraCl.Sequences;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Benchmarks.Workloads;

/// <summary>
/// Training steps of a backbone with its own loss: batch, gradients to zero, forward, backward, Adam, reading the loss.
/// </summary>
internal sealed class StepWorkload : IDisposable
{
    private const int BatchSize = 256;

    private readonly TrainingData _data;
    private readonly Formulation _formulation;
    private readonly MeasuredLoss _loss;
    private readonly SequenceWindow[] _samples;
    private readonly Batch _batch;
    private readonly TrainingStep _step;
    private readonly optim.Optimizer _optimizer;
    private readonly SequenceWindow[] _positions = new SequenceWindow[BatchSize];
    private readonly int[] _indices = new int[BatchSize];

    /// <summary>Makes a backbone, with the weights of a saved model where a directory is given, and takes it into training.</summary>
    public StepWorkload(TrainingData data, MeasuredBackbone measured, Formulation formulation, string? model = null, double? dropout = null)
    {
        _data = data;
        _formulation = formulation;
        Backbone = measured.Create(data, model, dropout);
        Backbone.Module.train();
        _loss = measured.Loss(data, Backbone, dropout);
        _samples = data.SamplesOf(measured.Windows, Backbone.MaxLength);
        _batch = new Batch(TrainingStep.FieldsOf([_loss.Objective]));
        _step = new TrainingStep(Backbone, [_loss.Objective], CPU);
        _optimizer = optim.Adam(Backbone.Module.parameters());
        random.manual_seed(2024);
    }

    public ISequenceBackbone Backbone { get; }

    /// <summary>Runs a step and returns its loss.</summary>
    public double Run(int number)
    {
        using DisposeScope scope = NewDisposeScope();
        TrainingData.FillBatch(_samples, number, _positions, _indices);
        _batch.Fill(new BatchSamples(_data.Split.Train, _positions, _indices, Backbone.MaxLength, CounterRandom.Create(0)));
        Backbone.Module.zero_grad();
        Tensor loss = _formulation == Formulation.Naive ? _loss.Naive.Compute(_batch) : GroupedLoss();
        loss.backward();
        _optimizer.step();
        return loss.ToDouble();
    }

    public void Dispose()
    {
        _step.Dispose();
        _optimizer.Dispose();
        Backbone.Module.Dispose();
    }

    private Tensor GroupedLoss()
    {
        _step.Begin(_batch);
        return _loss.Objective.Compute(_step);
    }
}
