using System.Diagnostics;
using System.Runtime.InteropServices;
using SraCl.Batching;
using SraCl.Modeling;
using SraCl.Objectives;
using SraCl.Randomness;
using SraCl.Splits;
using SraCl.Training.Evaluation;
using SraCl.Training.Windows;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SraCl.Training.Fitting;

/// <summary>One run of the <see cref="Trainer"/>: the state that a run has and a trainer has not.</summary>
internal sealed class TrainingRun : IDisposable
{
    private readonly TrainerOptions _options;
    private readonly DatasetSplit _split;
    private readonly ISequenceBackbone _backbone;
    private readonly IReadOnlyList<WeightedObjective> _objectives;
    private readonly Evaluator _evaluator;
    private readonly MetricName _metric;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly nn.Module[] _modules;
    private readonly Parameter[] _parameters;
    private readonly optim.Optimizer _optimizer;
    private readonly BatchPipeline _pipeline;
    private readonly int _threads;
    private readonly TrainingStep _step;
    private readonly BestWeights _best;
    private readonly CounterRandom _dropout;
    private readonly int _samples;
    private readonly Stopwatch _clock = new();
    private readonly List<EpochSummary> _epochs = [];
    private EpochSummary? _bestEpoch;

    public TrainingRun(
        TrainerOptions options,
        DatasetSplit split,
        ISequenceBackbone backbone,
        IReadOnlyList<WeightedObjective> objectives,
        Evaluator evaluator,
        MetricName metric,
        IProgress<TrainingProgress>? progress)
    {
        _options = options;
        _split = split;
        _backbone = backbone;
        _objectives = objectives;
        _evaluator = evaluator;
        _metric = metric;
        _progress = progress;
        Device device = backbone.Module.parameters().First().device;
        nn.Module[] own = objectives.Select(weighted => weighted.Objective.Module).OfType<nn.Module>().Select(module => module.to(device)).ToArray();
        _modules = [backbone.Module, .. own];
        _parameters = _modules.SelectMany(module => module.parameters()).ToArray();
        IObjective[] plain = objectives.Select(weighted => weighted.Objective).ToArray();
        var samples = TrainingSamples.Create(split.Train, options.Windows, backbone.MaxLength);
        _samples = samples.Length;
        _pipeline = new BatchPipeline(split.Train, samples, TrainingStep.FieldsOf(plain), backbone.MaxLength, options);
        _threads = device.type == DeviceType.CPU && backbone is IConcurrentBackbone ? options.EncodingThreads ?? get_num_threads() : 1;
        _step = new TrainingStep(backbone, plain, device, _threads);
        _dropout = CounterRandom.Create(options.Seed).Derive("dropout");
        _optimizer = optim.Adam(_parameters, options.LearningRate, beta2: options.AdamBeta2, weight_decay: options.WeightDecay);
        _best = new BestWeights(_modules);
    }

    public TrainingResult Execute(CancellationToken cancellationToken)
    {
        _clock.Start();
        var stopping = new EarlyStopping(_options.SelectionRule, _options.MinDelta, _options.Patience);
        StopReason reason = StopReason.EpochLimit;
        try
        {
            for (int epoch = 1; epoch <= _options.Epochs; epoch++)
            {
                EpochSummary summary = RunEpoch(epoch, cancellationToken);
                _epochs.Add(summary);
                if (stopping.Observe(summary.Score))
                {
                    _bestEpoch = summary;
                    _best.Keep();
                }

                Report(epoch, _pipeline.Steps, summary.Loss);
                if (stopping.ShouldStop)
                {
                    reason = StopReason.EarlyStopping;
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (_bestEpoch is not null && cancellationToken.IsCancellationRequested)
        {
            reason = StopReason.Canceled;
        }
        finally
        {
            _best.Restore();
            SetTraining(false);
        }

        return new TrainingResult(_epochs, _bestEpoch!, reason, _samples, _clock.Elapsed);
    }

    public void Dispose()
    {
        _step.Dispose();
        _optimizer.Dispose();
        _best.Dispose();
    }

    private EpochSummary RunEpoch(int epoch, CancellationToken cancellationToken)
    {
        TimeSpan start = _clock.Elapsed;
        CounterRandom dropout = _dropout.Derive(epoch);
        var sums = new double[_objectives.Count];
        int seen = 0;
        int step = 0;
        SetTraining(true);
        int operatorThreads = get_num_threads();
        try
        {
            if (_threads > 1)
            {
                set_num_threads(1);
            }

            foreach (Batch batch in _pipeline.Epoch(epoch))
            {
                cancellationToken.ThrowIfCancellationRequested();
                step++;
                RunStep(batch, dropout.Derive(step), epoch, step, sums);
                seen += batch.Size;
                Report(epoch, step, Total(sums) / seen);
            }
        }
        finally
        {
            if (_threads > 1)
            {
                set_num_threads(operatorThreads);
            }
        }

        TimeSpan trained = _clock.Elapsed;
        SetTraining(false);
        EvaluationResult validation = _evaluator.Evaluate(_backbone, _split.Validation, cancellationToken);
        var losses = new Dictionary<string, double>(StringComparer.Ordinal);
        for (int i = 0; i < sums.Length; i++)
        {
            losses[_objectives[i].Objective.Name] = sums[i] / seen;
        }

        return new EpochSummary(epoch, Total(sums) / seen, losses, validation, validation.Mean(_metric), trained - start, _clock.Elapsed - trained);
    }

    private void RunStep(Batch batch, CounterRandom dropout, int epoch, int step, double[] sums)
    {
        using DisposeScope scope = NewDisposeScope();
        random.manual_seed((long)(dropout.NextUInt64() >> 1));
        foreach (nn.Module module in _modules)
        {
            module.zero_grad();
        }

        _step.Begin(batch, dropout);
        var losses = new Tensor[_objectives.Count];
        for (int i = 0; i < losses.Length; i++)
        {
            losses[i] = _objectives[i].Objective.Compute(_step); // []
        }

        // Checked before the update, so that the weights are still good when training stops here.
        AddLosses(losses, batch.Size, sums, epoch, step);
        Tensor total = losses[0] * _objectives[0].Weight;
        for (int i = 1; i < losses.Length; i++)
        {
            total += losses[i] * _objectives[i].Weight;
        }

        _step.Backward(total);
        if (_options.GradientClipNorm is { } norm)
        {
            nn.utils.clip_grad_norm_(_parameters, norm);
        }

        _optimizer.step();
    }

    /// <summary>Reads all losses with one copy from the device and adds them, weighted by the batch's size.</summary>
    private void AddLosses(Tensor[] losses, int size, double[] sums, int epoch, int step)
    {
        using IDisposable noGradient = no_grad();
        Tensor values = stack(losses).to(ScalarType.Float32).cpu(); // [objectives]
        ReadOnlySpan<float> read = MemoryMarshal.Cast<byte, float>(values.bytes);
        for (int i = 0; i < read.Length; i++)
        {
            if (!float.IsFinite(read[i]))
            {
                throw new NonFiniteLossException(_objectives[i].Objective.Name, read[i], epoch, step);
            }

            sums[i] += (double)read[i] * size;
        }
    }

    private double Total(double[] sums)
    {
        double total = 0;
        for (int i = 0; i < sums.Length; i++)
        {
            total += _objectives[i].Weight * sums[i];
        }

        return total;
    }

    private void SetTraining(bool training)
    {
        foreach (nn.Module module in _modules)
        {
            module.train(training);
        }
    }

    private void Report(int epoch, int step, double loss)
    {
        if (_progress is null)
        {
            return;
        }

        TimeSpan elapsed = _clock.Elapsed;
        double done = epoch - 1 + ((double)step / _pipeline.Steps);
        TimeSpan? remaining = done > 0 ? elapsed * ((_options.Epochs - done) / done) : null;
        _progress.Report(new TrainingProgress(
            epoch, _options.Epochs, step, _pipeline.Steps, loss, elapsed, remaining, _epochs.Count > 0 ? _epochs[^1] : null, _bestEpoch));
    }
}
