namespace SraCl.Benchmarks.Workloads;

/// <summary>How a batch is encoded.</summary>
internal enum Formulation
{
    /// <summary>Every sequence padded to the full length, every slot of every layer computed: what PyTorch code commonly does.</summary>
    Naive,

    /// <summary>The library's way: length groups, and of the last block only what the loss reads.</summary>
    Grouped,
}
