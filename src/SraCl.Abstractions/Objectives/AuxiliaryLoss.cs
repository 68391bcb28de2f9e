using System.Runtime.InteropServices;
using SraCl.Batching;
using SraCl.Modeling;
using SraCl.Randomness;
using SraCl.Sequences;
using SraCl.Splits;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SraCl.Objectives;

/// <summary>The weighted sum of objectives, for a training loop of one's own: <c>loss = ownLoss + auxiliary.Compute(samples, epoch)</c>.</summary>
/// <remarks>
/// <para>
/// Encodes what the objectives ask for in passes of its own, grouped by length; a step of it equals the trainer's with the same objectives, seed,
/// samples and epoch. Draws of views and neighbors depend on (seed, epoch, sample) alone; dropout draws from torch's generator, which is the loop's to seed.
/// </para>
/// <para>
/// Make it after the backbone's module is on its device: the objectives' own modules are moved there, and TorchSharp replaces parameters
/// when it moves a module. Owns the objectives and disposes them. Belongs to the training thread.
/// </para>
/// </remarks>
public sealed class AuxiliaryLoss : IDisposable
{
    private readonly TrainingSplit _train;
    private readonly SequenceWindow[] _samples;
    private readonly WeightedObjective[] _objectives;
    private readonly int _maxLength;
    private readonly CounterRandom _random;
    private readonly Batch _batch;
    private readonly TrainingStep _step;
    private SequenceWindow[] _windows = [];
    private Tensor? _losses;

    /// <summary>Creates the sum.</summary>
    /// <param name="backbone">The backbone that is trained, on its device; <see cref="ModuleBackbone"/> makes one of any module.</param>
    /// <param name="train">What training may see.</param>
    /// <param name="samples">
    /// The training samples of the loop: what is known and what comes next. A sample's place in this list is its number in <see cref="Compute"/>.
    /// </param>
    /// <param name="objectives">The objectives and their weights, at least one; owned by the new object.</param>
    /// <param name="seed">The seed of everything the objectives draw, except dropout.</param>
    /// <exception cref="SraClException">The parts do not fit each other; the message says what to do.</exception>
    public AuxiliaryLoss(
        ISequenceBackbone backbone, TrainingSplit train, IReadOnlyList<SequenceWindow> samples, IReadOnlyList<WeightedObjective> objectives, long seed = 2024)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(objectives);
        if (objectives.Count == 0)
        {
            throw new SraClException("There is no objective to sum up. Register at least one, such as SRA-CL's with AddSraClLosses().");
        }

        if (train.ItemCount != backbone.ItemCount)
        {
            throw new SraClException(
                $"The data has {train.ItemCount} items but the backbone scores {backbone.ItemCount}. Make the backbone for this data set, its item vectors without the padding row.");
        }

        _train = train;
        _samples = Checked(samples, train.Sequences);
        _objectives = objectives.ToArray();
        _maxLength = backbone.MaxLength;
        // The trainer's streams, so that the same seed gives the same draws in both.
        _random = CounterRandom.Create(seed).Derive("batches");
        IObjective[] plain = _objectives.Select(weighted => weighted.Objective).ToArray();
        _batch = new Batch(TrainingStep.FieldsOf(plain));
        foreach (IObjective objective in plain)
        {
            objective.Check(_samples);
        }

        Device device = backbone.Module.parameters().First().device;
        Modules = plain.Select(objective => objective.Module).OfType<nn.Module>().Select(module => module.to(device)).ToArray();
        _step = new TrainingStep(backbone, plain, device);
    }

    /// <summary>
    /// Gets the objectives' own trainable modules, such as SRA-CL's sample synthesizer: for saving, and for <c>train</c> and <c>eval</c>. They are in
    /// training mode until told otherwise. What objectives draw with the batch, such as SRA-CL's neighbor dropout, is drawn in either mode.
    /// </summary>
    public IReadOnlyList<nn.Module> Modules { get; }

    /// <summary>Gets the parameters of <see cref="Modules"/>, which the loop's optimizer has to train beside those of its model.</summary>
    /// <returns>The parameters; none when no objective has any.</returns>
    public IReadOnlyList<Parameter> Parameters() => Modules.SelectMany(module => module.parameters()).ToArray();

    /// <summary>Computes the weighted sum of the objectives' losses for a batch.</summary>
    /// <param name="samples">The numbers of the batch's samples in the list given at construction, at least one.</param>
    /// <param name="epoch">The number of the pass over the samples; each pass draws anew.</param>
    /// <returns>A scalar with gradient to the backbone and to <see cref="Parameters"/>, in the innermost dispose scope.</returns>
    /// <exception cref="ArgumentException">There is no sample.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is not of the list.</exception>
    public Tensor Compute(ReadOnlySpan<int> samples, int epoch)
    {
        Fill(samples, epoch);
        using DisposeScope scope = NewDisposeScope();
        _step.Begin(_batch);
        var losses = new Tensor[_objectives.Length];
        for (int i = 0; i < losses.Length; i++)
        {
            losses[i] = _objectives[i].Objective.Compute(_step); // []
        }

        Keep(losses);
        Tensor total = losses[0] * _objectives[0].Weight;
        for (int i = 1; i < losses.Length; i++)
        {
            total += losses[i] * _objectives[i].Weight;
        }

        return total.MoveToOuterDisposeScope();
    }

    /// <summary>Reads each objective's own loss of the last <see cref="Compute"/>, before weighting; waits for the device.</summary>
    /// <returns>The losses by the objectives' names.</returns>
    /// <exception cref="InvalidOperationException">Nothing was computed yet.</exception>
    public IReadOnlyDictionary<string, double> ReadLosses()
    {
        if (_losses is null)
        {
            throw new InvalidOperationException("There are no losses yet: call Compute first.");
        }

        using DisposeScope scope = NewDisposeScope();
        ReadOnlySpan<float> read = MemoryMarshal.Cast<byte, float>(_losses.to(ScalarType.Float32).cpu().bytes);
        var losses = new Dictionary<string, double>(StringComparer.Ordinal);
        for (int i = 0; i < read.Length; i++)
        {
            losses.Add(_objectives[i].Objective.Name, read[i]);
        }

        return losses;
    }

    /// <summary>Disposes the objectives.</summary>
    public void Dispose()
    {
        _losses?.Dispose();
        _step.Dispose();
        foreach (IDisposable objective in _objectives.Select(weighted => weighted.Objective).OfType<IDisposable>())
        {
            objective.Dispose();
        }
    }

    private static SequenceWindow[] Checked(IReadOnlyList<SequenceWindow> samples, ItemSequences sequences)
    {
        for (int i = 0; i < samples.Count; i++)
        {
            (int user, int end) = samples[i];
            if ((uint)user >= (uint)sequences.Count)
            {
                throw new SraClException($"Sample {i} is of user {user}; expected 0..{sequences.Count - 1}. Make the samples from this training split.");
            }

            if (end < 1 || end >= sequences.Length(user))
            {
                throw new SraClException(
                    $"Sample {i} is the window (user {user}, end {end}), but training sees {sequences.Length(user)} items of that user; expected an end from 1 to "
                    + $"{sequences.Length(user) - 1}, so that an item comes next. Make the samples from this training split.");
            }
        }

        return samples.ToArray();
    }

    private void Fill(ReadOnlySpan<int> samples, int epoch)
    {
        if (samples.IsEmpty)
        {
            throw new ArgumentException("Expected at least one sample; leave empty batches out.", nameof(samples));
        }

        if (_windows.Length < samples.Length)
        {
            _windows = new SequenceWindow[samples.Length];
        }

        for (int i = 0; i < samples.Length; i++)
        {
            int sample = samples[i];
            _windows[i] = (uint)sample < (uint)_samples.Length
                ? _samples[sample]
                : throw new ArgumentOutOfRangeException(nameof(samples), sample, $"Expected numbers of samples, 0..{_samples.Length - 1}.");
        }

        _batch.Fill(new BatchSamples(_train, _windows.AsSpan(0, samples.Length), samples, _maxLength, _random.Derive(epoch)));
    }

    private void Keep(Tensor[] losses)
    {
        using IDisposable noGradient = no_grad();
        _losses?.Dispose();
        _losses = stack(losses).DetachFromDisposeScope(); // [objectives]
    }
}
