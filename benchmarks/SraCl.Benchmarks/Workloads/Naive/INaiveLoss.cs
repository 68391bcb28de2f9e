using SraCl.Batching;
using static TorchSharp.torch;

namespace SraCl.Benchmarks.Workloads.Naive;

/// <summary>A loss as PyTorch code commonly computes it: one padded matrix of ids through the whole network, then plain operators.</summary>
internal interface INaiveLoss
{
    /// <summary>Computes the loss of a batch that holds the fields of the objective.</summary>
    Tensor Compute(Batch batch);
}
