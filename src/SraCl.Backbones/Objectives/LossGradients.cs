using static TorchSharp.torch;

namespace SraCl.Backbones.Objectives;

/// <summary>A loss and its gradients, none of them part of a graph.</summary>
/// <param name="Loss">The loss, a scalar.</param>
/// <param name="OfStates">The gradient of the representations, <c>[B, D]</c>.</param>
/// <param name="OfVectors">The gradient of the item vectors, <c>[N, D]</c>, rows next to each other.</param>
internal readonly record struct LossGradients(Tensor Loss, Tensor OfStates, Tensor OfVectors);
