using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SraCl.Modeling;
using SraCl.Objectives;
using SraCl.Splits;
using SraCl.Training.Evaluation;

namespace SraCl.Training.Fitting;

/// <summary>
/// Trains a backbone on weighted objectives with Adam, validates after every epoch, and leaves the weights of the best epoch in it.
/// </summary>
/// <remarks>
/// <para>
/// Knows no backbone, loss or paper by name. Batches are filled ahead on other threads from counter-based streams; the encodings of a
/// step are computed together, grouped by length; dropout draws from torch's generator, re-seeded in every step from (seed, epoch,
/// step). Hence the same seed gives the same losses and weights to the last bit on the same CPU, whatever the number of prefetched
/// batches, for the same number of threads; see <see cref="TrainerOptions.EncodingThreads"/>.
/// </para>
/// <para>
/// Each run stays on the thread that calls it. Runs with different backbones may overlap, but torch's generator belongs to the whole
/// process: overlapping runs draw from each other's dropout streams and are then not repeatable.
/// </para>
/// </remarks>
/// <param name="options">How to train.</param>
/// <param name="evaluator">Measures the validation split.</param>
/// <param name="objectives">The objectives of every run, main and auxiliary.</param>
/// <param name="logger">Told what is trained on what device, of every epoch and every checkpoint; null for nobody.</param>
public sealed class Trainer(IOptions<TrainerOptions> options, Evaluator evaluator, IEnumerable<IObjectiveFactory> objectives, ILogger<Trainer>? logger = null)
{
    private readonly TrainerOptions _options = options.Value;
    private readonly ILogger _logger = logger ?? NullLogger<Trainer>.Instance;
    private readonly IObjectiveFactory[] _objectives = objectives.ToArray();

    /// <summary>Trains a backbone with the registered objectives, which are made for the run and disposed after it.</summary>
    /// <param name="split">The data.</param>
    /// <param name="backbone">The backbone, on the device to train on.</param>
    /// <param name="progress">Told of every step and validation, on the training thread; keep it quick.</param>
    /// <param name="cancellationToken">
    /// Ends the run after the current step. Once an epoch has been validated nothing is lost: the best weights are restored and the
    /// result says <see cref="StopReason.Canceled"/>; before, the call throws.
    /// </param>
    /// <returns>What the run brought.</returns>
    /// <exception cref="SraClException">The configuration, the data and the objectives do not fit; raised before training begins.</exception>
    /// <exception cref="NonFiniteLossException">A loss became infinite or not a number.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first validation.</exception>
    public TrainingResult Fit(DatasetSplit split, ISequenceBackbone backbone, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Fit(split, backbone, new FitOptions { Progress = progress }, cancellationToken);

    /// <summary>Trains a backbone with the registered objectives, which are made for the run and disposed after it.</summary>
    /// <param name="split">The data.</param>
    /// <param name="backbone">The backbone, on the device to train on; of a run that goes on from a checkpoint its weights are replaced.</param>
    /// <param name="options">Who is told of the run, and its checkpoints.</param>
    /// <param name="cancellationToken">
    /// Ends the run after the current step, see the overload without options. With checkpoints nothing at all is lost: one is written before the call returns or throws.
    /// </param>
    /// <returns>What the run brought.</returns>
    /// <exception cref="SraClException">The configuration, the data and the objectives do not fit; raised before training begins.</exception>
    /// <exception cref="Checkpoints.CheckpointException">The checkpoint to go on from cannot be used; raised before anything is changed.</exception>
    /// <exception cref="NonFiniteLossException">A loss became infinite or not a number.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first validation.</exception>
    public TrainingResult Fit(DatasetSplit split, ISequenceBackbone backbone, FitOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(options);
        if (_objectives.Length == 0)
        {
            throw new SraClException("No training objective is registered. Register at least one, such as AddNextItemCrossEntropy().");
        }

        var weighted = new List<WeightedObjective>();
        try
        {
            foreach (IObjectiveFactory factory in _objectives)
            {
                weighted.Add(factory.Create(split.Train, backbone));
            }

            return Fit(split, backbone, weighted, options, cancellationToken);
        }
        finally
        {
            // Made for this run alone: what is trainable in them is of no use without it.
            foreach (IDisposable objective in weighted.Select(made => made.Objective).OfType<IDisposable>())
            {
                objective.Dispose();
            }
        }
    }

    /// <summary>Trains a backbone with given objectives.</summary>
    /// <param name="split">The data.</param>
    /// <param name="backbone">The backbone, on the device to train on.</param>
    /// <param name="objectives">The objectives; owned by the caller. Their own modules are moved to the backbone's device.</param>
    /// <param name="progress">Told of every step and validation, on the training thread; keep it quick.</param>
    /// <param name="cancellationToken">See the other overload.</param>
    /// <returns>What the run brought.</returns>
    /// <exception cref="SraClException">The configuration, the data and the objectives do not fit; raised before training begins.</exception>
    /// <exception cref="NonFiniteLossException">A loss became infinite or not a number.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first validation.</exception>
    public TrainingResult Fit(
        DatasetSplit split,
        ISequenceBackbone backbone,
        IReadOnlyList<WeightedObjective> objectives,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default) => Fit(split, backbone, objectives, new FitOptions { Progress = progress }, cancellationToken);

    /// <summary>Trains a backbone with given objectives.</summary>
    /// <param name="split">The data.</param>
    /// <param name="backbone">The backbone, on the device to train on; of a run that goes on from a checkpoint its weights are replaced.</param>
    /// <param name="objectives">The objectives; owned by the caller. Their own modules are moved to the backbone's device. What else they remember is not in checkpoints.</param>
    /// <param name="options">Who is told of the run, and its checkpoints.</param>
    /// <param name="cancellationToken">See the other overloads.</param>
    /// <returns>What the run brought.</returns>
    /// <exception cref="SraClException">The configuration, the data and the objectives do not fit; raised before training begins.</exception>
    /// <exception cref="Checkpoints.CheckpointException">The checkpoint to go on from cannot be used; raised before anything is changed.</exception>
    /// <exception cref="NonFiniteLossException">A loss became infinite or not a number.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first validation.</exception>
    public TrainingResult Fit(
        DatasetSplit split, ISequenceBackbone backbone, IReadOnlyList<WeightedObjective> objectives, FitOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(objectives);
        ArgumentNullException.ThrowIfNull(options);
        _options.Validate();
        options.Checkpoints?.Validate();
        if (objectives.Count == 0)
        {
            throw new SraClException("There is no objective to train on. Give at least one, such as new WeightedObjective(new NextItemCrossEntropy()).");
        }

        MetricName metric = MetricName.Parse(_options.SelectionMetric);
        if (split.Train.ItemCount != backbone.ItemCount)
        {
            throw new SraClException($"The data has {split.Train.ItemCount} items but the backbone was made for {backbone.ItemCount}. Make the backbone for this data set.");
        }

        if (split.Validation.Count == 0)
        {
            throw new SraClException("The validation split is empty, so no best epoch can be chosen. Use a split with validation cases.");
        }

        using var run = new TrainingRun(_options, options, split, backbone, objectives, evaluator, metric, _logger);
        return run.Execute(cancellationToken);
    }

    /// <summary>Trains on a thread of its own, so that the caller can await the run; see <see cref="Fit(DatasetSplit, ISequenceBackbone, IProgress{TrainingProgress}?, CancellationToken)"/>.</summary>
    /// <param name="split">The data.</param>
    /// <param name="backbone">The backbone, on the device to train on.</param>
    /// <param name="progress">Told of every step and validation, on the training thread.</param>
    /// <param name="cancellationToken">Ends the run after the current step.</param>
    /// <returns>What the run brought.</returns>
    public Task<TrainingResult> FitAsync(DatasetSplit split, ISequenceBackbone backbone, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        FitAsync(split, backbone, new FitOptions { Progress = progress }, cancellationToken);

    /// <summary>Trains on a thread of its own, so that the caller can await the run; see <see cref="Fit(DatasetSplit, ISequenceBackbone, FitOptions, CancellationToken)"/>.</summary>
    /// <param name="split">The data.</param>
    /// <param name="backbone">The backbone, on the device to train on.</param>
    /// <param name="options">Who is told of the run, and its checkpoints.</param>
    /// <param name="cancellationToken">Ends the run after the current step.</param>
    /// <returns>What the run brought.</returns>
    public Task<TrainingResult> FitAsync(DatasetSplit split, ISequenceBackbone backbone, FitOptions options, CancellationToken cancellationToken = default) =>
        Task.Factory.StartNew(
            () => Fit(split, backbone, options, cancellationToken),
            CancellationToken.None, // Fit decides what cancellation means.
            TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
            TaskScheduler.Default);
}
