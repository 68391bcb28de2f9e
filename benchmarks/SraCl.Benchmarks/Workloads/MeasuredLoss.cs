using SraCl.Benchmarks.Workloads.Naive;
using SraCl.Objectives;

namespace SraCl.Benchmarks.Workloads;

/// <summary>A loss as the library computes it, and the same as PyTorch code commonly does.</summary>
internal sealed record MeasuredLoss(IObjective Objective, INaiveLoss Naive);
