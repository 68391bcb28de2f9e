using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Encoders;

/// <summary>Carries out independent pieces of tensor work on threads of its own.</summary>
/// <remarks>
/// The number of threads inside operators belongs to a thread and stays with it: a thread of the pool that was told 1 would keep it for whatever runs on it next. The threads
/// here begin with the first work that several can share, work with one operator thread each, and end when this is disposed. Belongs to the thread that made it.
/// </remarks>
/// <param name="threads">How many threads work, the calling one included, at least 1.</param>
internal sealed class SideBySide(int threads) : IDisposable
{
    private BlockingCollection<Job>? _jobs;
    private Thread[] _threads = [];

    /// <summary>Carries out every piece; on the calling thread alone when there is one piece or one thread.</summary>
    /// <param name="count">The number of pieces.</param>
    /// <param name="work">
    /// The work of a piece, in a dispose scope of its own: what shall outlive it is detached. It finds gradients on or off as they are on the calling thread.
    /// </param>
    /// <remarks>When pieces fail, the error of the first of them is raised as it is, once no other is worked on.</remarks>
    public void For(int count, Action<int> work)
    {
        if (count <= 1 || threads == 1)
        {
            for (int i = 0; i < count; i++)
            {
                Run(work, i);
            }

            return;
        }

        int operatorThreads = get_num_threads();
        BlockingCollection<Job> jobs = _jobs ??= Start();
        try
        {
            SetOneOperatorThread();
            using var job = new Job(count, work);
            for (int i = 1; i < Math.Min(count, threads); i++)
            {
                jobs.Add(job);
            }

            job.Work();
            job.Finish();
        }
        finally
        {
            if (operatorThreads != get_num_threads())
            {
                set_num_threads(operatorThreads);
            }
        }
    }

    public void Dispose()
    {
        _jobs?.CompleteAdding();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _jobs?.Dispose();
        _jobs = null;
        _threads = [];
    }

    private static void Run(Action<int> work, int piece)
    {
        using DisposeScope scope = NewDisposeScope();
        work(piece);
    }

    private static void SetOneOperatorThread()
    {
        // Asked first, as a thread takes over what was set last in the process with its first operator.
        if (get_num_threads() != 1)
        {
            set_num_threads(1);
        }
    }

    private BlockingCollection<Job> Start()
    {
        var jobs = new BlockingCollection<Job>();
        using var ready = new CountdownEvent(threads - 1);
        _threads = new Thread[threads - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = $"SraCl step {i + 2}" };
            _threads[i].Start();
        }

        // What a thread sets is what threads that are new to torch begin with: done before the calling thread sets its own again.
        ready.Wait();
        return jobs;

        void Work()
        {
            SetOneOperatorThread();
            ready.Signal();
            foreach (Job job in jobs.GetConsumingEnumerable())
            {
                job.Work();
            }
        }
    }

    /// <summary>The pieces of one call: whoever works on it takes the next until there is none.</summary>
    private sealed class Job(int count, Action<int> work) : IDisposable
    {
        private readonly bool _gradients = is_grad_enabled();
        private readonly ExceptionDispatchInfo?[] _errors = new ExceptionDispatchInfo?[count];
        private readonly CountdownEvent _left = new(count);
        private volatile bool _failed;
        private int _next;

        public void Work()
        {
            for (int piece = Interlocked.Increment(ref _next) - 1; piece < count; piece = Interlocked.Increment(ref _next) - 1)
            {
                if (!_failed)
                {
                    TryRun(piece);
                }

                _left.Signal();
            }
        }

        /// <summary>Waits for the pieces that others work on.</summary>
        public void Finish()
        {
            _left.Wait();
            Array.Find(_errors, error => error is not null)?.Throw();
        }

        public void Dispose() => _left.Dispose();

        private void TryRun(int piece)
        {
            try
            {
                using IDisposable mode = set_grad_enabled(_gradients);
                Run(work, piece);
            }
            catch (Exception e)
            {
                _errors[piece] = ExceptionDispatchInfo.Capture(e);
                _failed = true;
            }
        }
    }
}
