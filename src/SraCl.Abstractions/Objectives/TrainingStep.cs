using SraCl.Batching;
using SraCl.Encoders;
using SraCl.Modeling;
using SraCl.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Objectives;

/// <summary>What objectives see of one training step: the batch, the backbone, and the encodings they asked for.</summary>
/// <remarks>
/// Made once and used for step after step; its tensors live in the dispose scope that is innermost when they are made.
/// Belongs to the training thread.
/// </remarks>
public sealed class TrainingStep : IDisposable
{
    private readonly SequenceEncoder _encoder;
    private readonly ConcurrentEncoder? _concurrent;
    private readonly SideBySide _threads;
    private readonly Pass[] _passes;
    private readonly BatchField<IdColumn>[] _idFields;
    private readonly Dictionary<EncodingRequest, Tensor> _encodings = [];
    private readonly Dictionary<BatchField, Tensor> _columns = [];

    /// <summary>Creates the step of a set of objectives.</summary>
    /// <param name="backbone">The backbone.</param>
    /// <param name="objectives">The objectives; their requests are encoded together.</param>
    /// <param name="device">The device of the backbone's parameters.</param>
    /// <param name="threads">
    /// How many threads work side by side, at least 1. They encode where the device is the CPU and the backbone is an <see cref="IConcurrentBackbone"/>,
    /// and carry out <see cref="ForEach"/>: the calling one and others that the step owns, with one operator thread each while they do. The caller sees to it that the rest of a
    /// step is not given operator threads besides (<c>torch.set_num_threads(1)</c>).
    /// </param>
    public TrainingStep(ISequenceBackbone backbone, IEnumerable<IObjective> objectives, Device device, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(objectives);
        ArgumentNullException.ThrowIfNull(device);
        Backbone = backbone;
        Device = device;
        _threads = new SideBySide(threads);
        _concurrent = threads > 1 && device.type == DeviceType.CPU && backbone is IConcurrentBackbone concurrent ? new ConcurrentEncoder(concurrent, threads, _threads) : null;
        _encoder = new SequenceEncoder(backbone, device) { Concurrent = _concurrent };
        IObjective[] all = objectives.ToArray();
        _idFields = all.SelectMany(objective => objective.Fields).OfType<BatchField<IdColumn>>().Distinct().ToArray();
        _passes = all
            .SelectMany(objective => objective.Encodings)
            .Distinct()
            .GroupBy(request => request.Output)
            .Select(requests => new Pass(requests.Key, requests.ToArray(), new RaggedSequences[requests.Count()]))
            .ToArray();
    }

    /// <summary>Gets the backbone.</summary>
    public ISequenceBackbone Backbone { get; }

    /// <summary>Gets the device that tensors of the step are on.</summary>
    public Device Device { get; }

    /// <summary>Gets the batch of the step.</summary>
    /// <exception cref="InvalidOperationException">No step was begun.</exception>
    public Batch Batch
    {
        get => field ?? throw new InvalidOperationException("No step was begun: call Begin with a filled batch first.");
        private set;
    }

    /// <summary>Gets the fields that a batch of these objectives must have.</summary>
    /// <param name="objectives">The objectives.</param>
    /// <returns>Every field that is read or encoded, each once.</returns>
    /// <exception cref="SraClException">Two objectives have the same name.</exception>
    public static IReadOnlyList<BatchField> FieldsOf(IEnumerable<IObjective> objectives)
    {
        ArgumentNullException.ThrowIfNull(objectives);
        IObjective[] all = objectives.ToArray();
        string? twice = all.GroupBy(objective => objective.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null)
        {
            throw new SraClException(
                $"Two objectives are named '{twice}'. Give a run one objective of a kind; two of your own kind need different names, and different names of their batch fields.");
        }

        return all
            .SelectMany(objective => objective.Fields.Concat(objective.Encodings.Select(request => (BatchField)request.Sequences)))
            .Distinct()
            .ToArray();
    }

    /// <summary>Begins a step: encodes everything the objectives asked for, grouped by length, each group once.</summary>
    /// <param name="batch">The filled batch.</param>
    /// <param name="random">
    /// The stream of the step's random operations where several threads encode; null for one that torch's generator begins, another in every step. Where one thread
    /// encodes they draw from torch's generator in either case.
    /// </param>
    public void Begin(Batch batch, CounterRandom? random = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _concurrent?.Begin(random);
        Batch = batch;
        _encodings.Clear();
        _columns.Clear();

        // Made here and not when first read: an objective reads inside a scope of its own, which would take the tensor along when it closes.
        foreach (BatchField<IdColumn> field in _idFields)
        {
            _columns.Add(field, Ids(batch.Get(field).Values));
        }

        foreach (Pass pass in _passes)
        {
            for (int i = 0; i < pass.Requests.Length; i++)
            {
                pass.Sources[i] = batch.Get(pass.Requests[i].Sequences);
            }

            Tensor[] encoded = _encoder.Encode(pass.Sources, pass.Output);
            for (int i = 0; i < encoded.Length; i++)
            {
                _encodings.Add(pass.Requests[i], encoded[i]);
            }
        }
    }

    /// <summary>Computes the gradients of the step; to be called in place of <c>total.backward()</c>.</summary>
    /// <param name="total">The total loss of the step, a scalar.</param>
    public void Backward(Tensor total)
    {
        ArgumentNullException.ThrowIfNull(total);
        total.backward();
        _concurrent?.Backward();
    }

    /// <summary>Carries out independent pieces of an objective's work on the threads of the step.</summary>
    /// <param name="count">The number of pieces.</param>
    /// <param name="work">
    /// The work of a piece, called with its number, in a dispose scope of its own: tensors that shall outlive it must be detached from it
    /// (<c>DetachFromDisposeScope</c>) and disposed by the caller. Which thread does it must not matter: no random operations, no writing to what others use.
    /// </param>
    public void ForEach(int count, Action<int> work)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(work);
        _threads.For(count, work);
    }

    /// <summary>Ends the step's threads and releases what they encode with.</summary>
    public void Dispose()
    {
        _threads.Dispose();
        _concurrent?.Dispose();
    }

    /// <summary>Gets what was encoded for a request.</summary>
    /// <param name="request">A request that an objective of this step declares.</param>
    /// <returns>Representations <c>[R, D]</c>, or packed states <c>[T, D]</c>; owned by the step.</returns>
    /// <exception cref="InvalidOperationException">No objective declares the request.</exception>
    public Tensor Encoding(EncodingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _encodings.TryGetValue(request, out Tensor? encoding)
            ? encoding
            : throw new InvalidOperationException("This encoding was not requested. An objective must list every request it reads in IObjective.Encodings.");
    }

    /// <summary>Gets a column of ids as a tensor; copied to the device once a step however many objectives read it.</summary>
    /// <param name="column">A field that an objective of this step lists in <see cref="IObjective.Fields"/>.</param>
    /// <returns>The ids, int64 <c>[B]</c>; owned by the step.</returns>
    /// <exception cref="InvalidOperationException">No objective lists the field.</exception>
    public Tensor Ids(BatchField<IdColumn> column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return _columns.TryGetValue(column, out Tensor? ids)
            ? ids
            : throw new InvalidOperationException($"No objective lists the field '{column.Name}'. An objective must list every field it reads in IObjective.Fields.");
    }

    /// <summary>Copies ids to the device.</summary>
    /// <param name="values">The ids.</param>
    /// <returns>A new tensor, int64 <c>[values]</c>, in the innermost dispose scope.</returns>
    public Tensor Ids(ReadOnlySpan<int> values)
    {
        Tensor ids = IdTensor.Create(values.Length, out Span<long> target);
        for (int i = 0; i < values.Length; i++)
        {
            target[i] = values[i];
        }

        return ids.to(Device);
    }

    /// <summary>The requests that are encoded by one call, with a place for their sequences.</summary>
    private sealed record Pass(EncodingOutput Output, EncodingRequest[] Requests, RaggedSequences[] Sources);
}
