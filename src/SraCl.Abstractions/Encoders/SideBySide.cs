using System.Runtime.ExceptionServices;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Encoders;

/// <summary>Carries out independent pieces of tensor work on several threads.</summary>
internal static class SideBySide
{
    /// <summary>Carries out every piece; on the calling thread alone when there is one piece or one thread.</summary>
    /// <param name="count">The number of pieces.</param>
    /// <param name="threads">The largest number of threads.</param>
    /// <param name="work">
    /// The work of a piece, in a dispose scope of its own: what shall outlive it is detached. It finds gradients on or off as they are on the calling thread.
    /// </param>
    public static void For(int count, int threads, Action<int> work)
    {
        if (count == 1 || threads == 1)
        {
            for (int i = 0; i < count; i++)
            {
                Run(i);
            }

            return;
        }

        bool gradients = is_grad_enabled();
        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
            {
                // A thread that has not used torch before would open threads of its own inside operators.
                set_num_threads(1);
                using IDisposable mode = set_grad_enabled(gradients);
                Run(i);
            });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        void Run(int i)
        {
            using DisposeScope scope = NewDisposeScope();
            work(i);
        }
    }
}
