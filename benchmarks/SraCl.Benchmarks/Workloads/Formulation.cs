namespace SraCl.Benchmarks.Workloads;

/// <summary>How a batch is encoded.</summary>
internal enum Formulation
{
    /// <summary>Every sequence padded to 20 slots, every slot of every block computed: what PyTorch code commonly does.</summary>
    Naive,

    /// <summary>The library's way: length groups, the last block for the last slot alone.</summary>
    Grouped,
}
