using System.Diagnostics;
using SraCl.Batching;
using SraCl.Encoders;
using SraCl.Modeling;
using SraCl.Sequences;
using SraCl.Splits;
using SraCl.Training.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Training.Evaluation;

/// <summary>
/// Ranks the target of every case against the whole catalogue, exactly: rank = 1 + number of items with a greater score, with a stated
/// rule for ties. Cases are taken in blocks and items in chunks, so memory does not grow with users × items.
/// </summary>
/// <remarks>
/// <para>
/// Cases are ranked in the order of their length, so that a block's histories need hardly any padding, and nothing but the ranks leaves the
/// device. The target is taken out of its own competition and its score comes from the same kind of matrix product as all others, so rounding can
/// neither let it beat itself nor lose to itself. Batch and chunk sizes change results only where two scores differ by no more than single-precision rounding.
/// </para>
/// <para>
/// Holds no state between calls and is safe for concurrent use with different backbones. A backbone is switched to evaluation mode for the time
/// of a call, so a call must not overlap with training of the same backbone.
/// </para>
/// </remarks>
public sealed class Evaluator
{
    private readonly EvaluationOptions _options;

    /// <summary>Creates an evaluator with the default options.</summary>
    public Evaluator()
        : this(new EvaluationOptions())
    {
    }

    /// <summary>Creates an evaluator.</summary>
    /// <param name="options">The options; copied.</param>
    /// <exception cref="SraClException">An option is out of its range.</exception>
    public Evaluator(EvaluationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = new EvaluationOptions
        {
            SeenItems = options.SeenItems,
            TieRule = options.TieRule,
            CutOffs = options.CutOffs.ToArray(),
            ListCutOffs = options.ListCutOffs.ToArray(),
            BatchSize = options.BatchSize,
            ItemChunkSize = options.ItemChunkSize,
        };
    }

    /// <summary>Ranks every case of a split.</summary>
    /// <param name="backbone">The backbone; in evaluation mode and without gradients during the call, afterwards in the mode it was in.</param>
    /// <param name="split">The cases.</param>
    /// <param name="cancellationToken">Stops the evaluation between two blocks of cases.</param>
    /// <returns>The ranks, their metrics and the protocol.</returns>
    /// <exception cref="SraClException">The split has no cases or items the backbone does not know, or the backbone's numbers are not finite.</exception>
    /// <exception cref="OperationCanceledException">The evaluation was cancelled.</exception>
    public EvaluationResult Evaluate(ISequenceBackbone backbone, EvaluationSplit split, CancellationToken cancellationToken = default) =>
        Measure(backbone, split, popularity: null, cancellationToken);

    /// <summary>Ranks every case of a split and measures the lists that it would be recommended (<see cref="EvaluationResult.ListMetrics"/>), in one pass.</summary>
    /// <param name="backbone">The backbone; in evaluation mode and without gradients during the call, afterwards in the mode it was in.</param>
    /// <param name="split">The cases.</param>
    /// <param name="popularity">How often training has each item.</param>
    /// <param name="cancellationToken">Stops the evaluation between two blocks of cases.</param>
    /// <returns>The ranks, their metrics, those of the lists and the protocol.</returns>
    /// <remarks>
    /// A list has the K items of the highest scores, equal scores in the order of their ids; items of the history are left out
    /// under <see cref="SeenItems.Mask"/>, but for the target, as in the ranking. Beside the ranking's memory it takes
    /// <see cref="EvaluationOptions.BatchSize"/> × K items and a number an item of the catalogue.
    /// </remarks>
    /// <exception cref="SraClException">The split has no cases or items the backbone does not know, or the backbone's numbers are not finite.</exception>
    /// <exception cref="ArgumentException">The popularity is that of another number of items.</exception>
    /// <exception cref="OperationCanceledException">The evaluation was cancelled.</exception>
    public EvaluationResult Evaluate(ISequenceBackbone backbone, EvaluationSplit split, ItemPopularity popularity, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(popularity);
        return popularity.ItemCount == backbone.ItemCount
            ? Measure(backbone, split, popularity, cancellationToken)
            : throw new ArgumentException($"The popularity is that of {popularity.ItemCount} items, the backbone has {backbone.ItemCount}; expected that of the data set it was made for.", nameof(popularity));
    }

    private EvaluationResult Measure(ISequenceBackbone backbone, EvaluationSplit split, ItemPopularity? popularity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(split);
        CheckCases(backbone, split);
        RecommendedLists? lists = popularity is null ? null : new RecommendedLists(popularity, _options.ListCutOffs);
        using Activity? activity = TrainingTelemetry.Source.StartActivity("evaluation");
        activity?.SetTag("sracl.split", split.Name);
        long start = Stopwatch.GetTimestamp();
        bool training = backbone.Module.training;
        backbone.Module.eval();
        try
        {
            double[] ranks = RankAll(backbone, split, lists, cancellationToken);
            var result = new EvaluationResult(Protocol(backbone, split), ranks, CountUsers(split));
            return lists is null ? result : result with { ListMetrics = lists.Metrics() };
        }
        finally
        {
            backbone.Module.train(training);
            TrainingTelemetry.EvaluationDuration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new KeyValuePair<string, object?>("split", split.Name));
        }
    }

    /// <summary>Says under which rules a split is ranked.</summary>
    internal EvaluationProtocol Protocol(ISequenceBackbone backbone, EvaluationSplit split) => new()
    {
        Split = split.Name,
        ItemCount = backbone.ItemCount,
        SeenItems = _options.SeenItems,
        TieRule = _options.TieRule,
        MaxLength = backbone.MaxLength,
        CutOffs = _options.CutOffs,
    };

    private double[] RankAll(ISequenceBackbone backbone, EvaluationSplit split, RecommendedLists? lists, CancellationToken cancellationToken)
    {
        // no_grad and not inference_mode: what a backbone may cache during the call must remain usable in training.
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor items = ItemScoring.Vectors(backbone); // [N, D]
        var ranker = new BlockRanker(backbone, items, split, _options, lists);
        var encoder = new SequenceEncoder(backbone, items.device);
        var histories = new RaggedSequences();
        var ranks = new double[split.Count];
        int[] order = CasesByLength(split, backbone.MaxLength);
        for (int start = 0; start < order.Length; start += _options.BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<int> cases = order.AsSpan(start, Math.Min(_options.BatchSize, order.Length - start));
            histories.Clear();
            foreach (int index in cases)
            {
                ReadOnlySpan<int> history = split.History(index);
                histories.Add(history[Math.Max(0, history.Length - backbone.MaxLength)..]);
            }

            using DisposeScope block = NewDisposeScope();
            ranker.Rank(encoder.Encode(histories), cases, ranks);
        }

        return ranks;
    }

    /// <summary>Histories of one length stand together, so that a block hardly needs padding.</summary>
    private static int[] CasesByLength(EvaluationSplit split, int maxLength)
    {
        var lengths = new int[split.Count];
        var order = new int[split.Count];
        for (int index = 0; index < order.Length; index++)
        {
            lengths[index] = Math.Min(split.Cases[index].End, maxLength);
            order[index] = index;
        }

        Array.Sort(lengths, order);
        return order;
    }

    private static void CheckCases(ISequenceBackbone backbone, EvaluationSplit split)
    {
        if (split.Count == 0)
        {
            throw new SraClException($"The split '{split.Name}' has no cases to rank. Split the data so that some users have an item to be found.");
        }

        for (int index = 0; index < split.Count; index++)
        {
            Check(split.Target(index), index);
            foreach (int item in split.History(index))
            {
                Check(item, index);
            }
        }

        void Check(int item, int index)
        {
            if ((uint)(item - 1) >= (uint)backbone.ItemCount)
            {
                throw new SraClException(
                    $"Case {index} of the split '{split.Name}' has item {item}, but the backbone knows the items 1 to {backbone.ItemCount}. Evaluate it on the data set it was made for.");
            }
        }
    }

    private static int CountUsers(EvaluationSplit split)
    {
        var users = new HashSet<int>(split.Count);
        foreach (SequenceWindow window in split.Cases)
        {
            users.Add(window.User);
        }

        return users.Count;
    }
}
