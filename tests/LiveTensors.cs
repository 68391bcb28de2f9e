using static TorchSharp.torch;

namespace SraCl;

/// <summary>Counts the live tensors of the process, for tests that no tensor is left behind.</summary>
internal static class LiveTensors
{
    /// <summary>Counts them once those that nobody has disposed of are finalized; else these would go while a test counts.</summary>
    public static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}
