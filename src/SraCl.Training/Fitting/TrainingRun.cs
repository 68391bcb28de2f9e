using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using SraCl.Batching;
using SraCl.Modeling;
using SraCl.Objectives;
using SraCl.Randomness;
using SraCl.Splits;
using SraCl.Training.Checkpoints;
using SraCl.Training.Diagnostics;
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
    private readonly ILogger _logger;
    private readonly Device _device;
    private readonly nn.Module[] _modules;
    private readonly Parameter[] _parameters;
    private readonly Adam _optimizer;
    private readonly BatchPipeline _pipeline;
    private readonly int _threads;
    private readonly TrainingStep _step;
    private readonly BestWeights _best;
    private readonly CounterRandom _dropout;
    private readonly int _samples;
    private readonly double[] _losses;
    private readonly TrainingState _state;
    private readonly TrainingNews _news;
    private readonly Checkpointer? _checkpointer;
    private readonly Stopwatch _clock = new();

    public TrainingRun(
        TrainerOptions options,
        FitOptions fit,
        DatasetSplit split,
        ISequenceBackbone backbone,
        IReadOnlyList<WeightedObjective> objectives,
        Evaluator evaluator,
        MetricName metric,
        ILogger logger)
    {
        _options = options;
        _split = split;
        _backbone = backbone;
        _objectives = objectives;
        _evaluator = evaluator;
        _metric = metric;
        _logger = logger;
        _device = backbone.Module.parameters().First().device;
        nn.Module[] own = objectives.Select(weighted => weighted.Objective.Module).OfType<nn.Module>().Select(module => module.to(_device)).ToArray();
        _modules = [backbone.Module, .. own];
        _parameters = _modules.SelectMany(module => module.parameters()).ToArray();
        IObjective[] plain = objectives.Select(weighted => weighted.Objective).ToArray();
        var samples = TrainingSamples.Create(split.Train, options.Windows, backbone.MaxLength);
        foreach (IObjective objective in plain)
        {
            objective.Check(samples);
        }

        _samples = samples.Length;
        _losses = new double[plain.Length];
        _pipeline = new BatchPipeline(split.Train, samples, TrainingStep.FieldsOf(plain), backbone.MaxLength, options);
        _threads = _device.type == DeviceType.CPU && backbone is IConcurrentBackbone ? options.EncodingThreads ?? get_num_threads() : 1;
        _step = new TrainingStep(backbone, plain, _device, _threads);
        _dropout = CounterRandom.Create(options.Seed).Derive("dropout");
        _optimizer = optim.Adam(_parameters, options.LearningRate, beta2: options.AdamBeta2, weight_decay: options.WeightDecay);
        _best = new BestWeights(_modules);
        _state = new TrainingState(plain.Length, new EarlyStopping(options.SelectionRule, options.MinDelta, options.Patience));
        _news = new TrainingNews(options, fit, objectives, _state, _pipeline.Steps, _samples, logger);
        try
        {
            _checkpointer = fit.Checkpoints is { } checkpoints
                ? new Checkpointer(checkpoints, options, new TrainedTensors(backbone.Module, objectives, _optimizer, _best), RunSettings.Create(options, backbone, objectives, split, evaluator, _device, _threads), split, metric, logger)
                : null;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private TimeSpan Elapsed => _state.Elapsed + _clock.Elapsed;

    public TrainingResult Execute(CancellationToken cancellationToken)
    {
        using Activity? activity = TrainingTelemetry.Source.StartActivity("training");
        bool resumed = _checkpointer?.Resume(_state, _pipeline.Steps) ?? false;
        _clock.Start();
        StopReason reason;
        try
        {
            Start(resumed);
            reason = RunEpochs(cancellationToken);
            Save();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Before the best weights come back: a checkpoint holds the last ones.
            Save();
            reason = StopReason.Canceled;
            if (_state.Best is null)
            {
                _logger.CanceledEarly();
                throw;
            }
        }
        finally
        {
            _best.Restore();
            SetTraining(false);
        }

        EpochSummary best = _state.Best!;
        _logger.Stopped(reason, _state.Epochs.Count, best.Epoch, _options.SelectionMetric, best.Score);
        return new TrainingResult(_state.Epochs, best, reason, _samples, Elapsed) { Checkpoint = _checkpointer?.Newest };
    }

    public void Dispose()
    {
        _step.Dispose();
        _optimizer.Dispose();
        _best.Dispose();
    }

    private void Start(bool resumed)
    {
        _news.Started(new TrainingStart
        {
            Seed = _options.Seed,
            SelectionMetric = _options.SelectionMetric,
            Device = _device.ToString(),
            Threads = _threads,
            Parameters = _parameters.Sum(parameter => parameter.numel()),
            Samples = _samples,
            Steps = _pipeline.Steps,
            Epochs = _options.Epochs,
            Losses = [.. _objectives.Select(weighted => KeyValuePair.Create(weighted.Objective.Name, weighted.Weight))],
            FinishedEpochs = [.. _state.Epochs],
            FinishedSteps = _state.Step,
            Checkpoint = resumed ? _checkpointer!.Newest : null,
        });
    }

    private StopReason RunEpochs(CancellationToken cancellationToken)
    {
        while (_state.Epochs.Count < _options.Epochs)
        {
            if (_state.Stopping.ShouldStop)
            {
                return StopReason.EarlyStopping;
            }

            _news.EpochDone(RunEpoch(cancellationToken), Elapsed);
            SaveWhenDue();
        }

        return _state.Stopping.ShouldStop ? StopReason.EarlyStopping : StopReason.EpochLimit;
    }

    private EpochSummary RunEpoch(CancellationToken cancellationToken)
    {
        using Activity? activity = TrainingTelemetry.Source.StartActivity("epoch");
        activity?.SetTag("sracl.epoch", _state.Epoch);
        RunSteps(cancellationToken);
        SetTraining(false);
        TimeSpan start = _clock.Elapsed;
        EvaluationResult validation = _evaluator.Evaluate(_backbone, _split.Validation, cancellationToken);
        var losses = new Dictionary<string, double>(StringComparer.Ordinal);
        for (int i = 0; i < _losses.Length; i++)
        {
            losses[_objectives[i].Objective.Name] = _state.Sums[i] / _samples;
        }

        var summary = new EpochSummary(
            _state.Epoch, _news.Total(_state.Sums) / _samples, losses, validation, validation.Mean(_metric), _state.EpochTime, _clock.Elapsed - start);
        summary = _state.Add(summary);
        if (summary.IsBest)
        {
            _best.Keep();
        }

        return summary;
    }

    /// <summary>Runs what is left of the epoch's steps.</summary>
    private void RunSteps(CancellationToken cancellationToken)
    {
        int epoch = _state.Epoch;
        CounterRandom dropout = _dropout.Derive(epoch);
        SetTraining(true);
        int operatorThreads = get_num_threads();
        try
        {
            if (_threads > 1)
            {
                set_num_threads(1);
            }

            TimeSpan last = _clock.Elapsed;
            foreach (Batch batch in _pipeline.Epoch(epoch, _state.Step))
            {
                cancellationToken.ThrowIfCancellationRequested();
                int step = _state.Step + 1;
                RunStep(batch, dropout.Derive(step), epoch, step);

                // All at once, and after the update: wherever the run is cancelled, weights and place belong together.
                for (int i = 0; i < _losses.Length; i++)
                {
                    _state.Sums[i] += _losses[i] * batch.Size;
                }

                _state.Step = step;
                TimeSpan now = _clock.Elapsed;
                _state.EpochTime += now - last;
                _news.StepDone(epoch, step, _losses, now - last, Elapsed);
                SaveWhenDue();
                last = _clock.Elapsed;
            }
        }
        finally
        {
            if (_threads > 1)
            {
                set_num_threads(operatorThreads);
            }
        }
    }

    private void RunStep(Batch batch, CounterRandom dropout, int epoch, int step)
    {
        using DisposeScope scope = NewDisposeScope();
        random.manual_seed((long)(dropout.NextUInt64() >> 1)).Dispose();
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
        ReadLosses(losses, epoch, step);
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

    /// <summary>Reads all losses with one copy from the device.</summary>
    private void ReadLosses(Tensor[] losses, int epoch, int step)
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

            _losses[i] = read[i];
        }
    }

    private void SetTraining(bool training)
    {
        foreach (nn.Module module in _modules)
        {
            module.train(training);
        }
    }

    private void SaveWhenDue()
    {
        if (_checkpointer is { IsDue: true })
        {
            Save();
        }
    }

    private void Save()
    {
        if (_checkpointer?.Write(_state, Elapsed) is { } report)
        {
            _news.CheckpointDone(report);
        }
    }
}
