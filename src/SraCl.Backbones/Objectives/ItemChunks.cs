using static TorchSharp.torch;

namespace SraCl.Backbones.Objectives;

/// <summary>A catalogue cut into chunks of items.</summary>
/// <param name="items">The number of items N.</param>
/// <param name="size">The number of items of a chunk; the last one may be smaller.</param>
/// <param name="forEach">Carries out the pieces of a number of pieces, each in a dispose scope of its own.</param>
internal sealed class ItemChunks(int items, int size, Action<int, Action<int>> forEach)
{
    /// <summary>Gets the number of chunks.</summary>
    public int Count { get; } = (items + size - 1) / size;

    /// <summary>Gets a chunk of rows that there are N of, a view.</summary>
    public Tensor Of(Tensor rows, int chunk) => rows.narrow(0, (long)chunk * size, Math.Min(size, items - (chunk * size)));

    /// <summary>Carries out work for every chunk.</summary>
    public void ForEach(Action<int> work) => forEach(Count, work);

    /// <summary>
    /// Carries out work for runs of chunks that follow each other. How they are cut does not depend on the number of threads, so that sums over the
    /// chunks of a run, added in the order of the runs, are the same for any number.
    /// </summary>
    /// <param name="mostRuns">The largest number of runs.</param>
    /// <param name="work">Called with the number of a run, its first chunk and the one behind its last.</param>
    /// <returns>The number of runs.</returns>
    public int ForEachRun(int mostRuns, Action<int, int, int> work)
    {
        int runs = Math.Min(mostRuns, Count);
        forEach(runs, run => work(run, (int)((long)Count * run / runs), (int)((long)Count * (run + 1) / runs)));
        return runs;
    }
}
