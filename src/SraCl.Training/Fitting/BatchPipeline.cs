using System.Runtime.ExceptionServices;
using SraCl.Batching;
using SraCl.Randomness;
using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Training.Fitting;

/// <summary>
/// Prepares the batches of an epoch ahead of the steps, on the thread pool, into a ring of reused batches.
/// </summary>
/// <remarks>
/// A batch is a pure function of (seed, epoch, samples), because fields draw from counter-based streams; hence the number of
/// batches ahead and the threads that fill them change nothing.
/// </remarks>
internal sealed class BatchPipeline
{
    private readonly TrainingSplit _split;
    private readonly SequenceWindow[] _samples;
    private readonly int _batchSize;
    private readonly int _maxLength;
    private readonly int _ahead;
    private readonly CounterRandom _random;
    private readonly int[] _order;
    private readonly Slot[] _ring;

    public BatchPipeline(TrainingSplit split, SequenceWindow[] samples, IReadOnlyList<BatchField> fields, int maxLength, TrainerOptions options)
    {
        _split = split;
        _samples = samples;
        _batchSize = options.BatchSize;
        _maxLength = maxLength;
        _ahead = options.PrefetchBatches;
        _random = CounterRandom.Create(options.Seed).Derive("batches");
        _order = new int[samples.Length];
        _ring = Enumerable.Range(0, _ahead + 1).Select(_ => new Slot(fields, options.BatchSize)).ToArray();
    }

    /// <summary>Gets the number of steps of an epoch.</summary>
    public int Steps => (_samples.Length + _batchSize - 1) / _batchSize;

    /// <summary>Gives the batches of an epoch in order; each is valid until the next is asked for.</summary>
    /// <param name="epoch">The epoch, counted from 1.</param>
    /// <param name="done">The number of batches that are left out at its beginning; they are not filled.</param>
    public IEnumerable<Batch> Epoch(int epoch, int done = 0)
    {
        CounterRandom random = _random.Derive(epoch);
        for (int i = 0; i < _order.Length; i++)
        {
            _order[i] = i;
        }

        CounterRandom shuffle = random.Derive("order");
        shuffle.Shuffle<int>(_order);
        try
        {
            for (int step = done; step < Math.Min(done + _ahead, Steps); step++)
            {
                Start(step, random);
            }

            for (int step = done; step < Steps; step++)
            {
                // The slot of the batch the caller has just finished is free again: one more can be started.
                if (step + _ahead < Steps)
                {
                    Start(step + _ahead, random);
                }

                yield return _ring[step % _ring.Length].Wait();
            }
        }
        finally
        {
            // A caller that stops early must not leave threads writing into batches of the next epoch.
            foreach (Slot slot in _ring)
            {
                slot.Ready.Wait();
            }
        }
    }

    private void Start(int step, CounterRandom random)
    {
        Slot slot = _ring[step % _ring.Length];
        slot.Error = null;
        slot.Ready.Reset();
        if (_ahead == 0)
        {
            Fill(step, random, slot);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(static work => work.Pipeline.Fill(work.Step, work.Random, work.Slot), (Pipeline: this, Step: step, Random: random, Slot: slot), preferLocal: false);
        }
    }

    private void Fill(int step, CounterRandom random, Slot slot)
    {
        try
        {
            ReadOnlySpan<int> indices = _order.AsSpan(step * _batchSize, Math.Min(_batchSize, _order.Length - (step * _batchSize)));
            Span<SequenceWindow> windows = slot.Windows.AsSpan(0, indices.Length);
            for (int i = 0; i < indices.Length; i++)
            {
                windows[i] = _samples[indices[i]];
            }

            slot.Batch.Fill(new BatchSamples(_split, windows, indices, _maxLength, random));
        }
        catch (Exception e)
        {
            // Raised again on the training thread; nobody would see it on the thread pool.
            slot.Error = ExceptionDispatchInfo.Capture(e);
        }
        finally
        {
            slot.Ready.Set();
        }
    }

    /// <summary>A batch of the ring and whether it is filled.</summary>
    private sealed class Slot(IReadOnlyList<BatchField> fields, int batchSize)
    {
        public Batch Batch { get; } = new(fields);

        public SequenceWindow[] Windows { get; } = new SequenceWindow[batchSize];

        public ManualResetEventSlim Ready { get; } = new(initialState: true);

        public ExceptionDispatchInfo? Error { get; set; }

        public Batch Wait()
        {
            Ready.Wait();
            Error?.Throw();
            return Batch;
        }
    }
}
