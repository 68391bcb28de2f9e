using static TorchSharp.torch;

namespace SraCl.Interop.Tests.Kernels;

internal static class Threads
{
    /// <summary>What <paramref name="action"/> gives with one thread and with three.</summary>
    internal static T[] Each<T>(Func<T> action)
    {
        int before = get_num_threads();
        try
        {
            return Array.ConvertAll([1, 3], count =>
            {
                set_num_threads(count);
                return action();
            });
        }
        finally
        {
            set_num_threads(before);
        }
    }
}
