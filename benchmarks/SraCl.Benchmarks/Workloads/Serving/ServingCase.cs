using SraCl.Training.Recommendation;

namespace SraCl.Benchmarks.Workloads.Serving;

/// <summary>A request, and what a serial recommender answers.</summary>
/// <param name="Body">The body of the request.</param>
/// <param name="Expected">The items.</param>
internal sealed record ServingCase(byte[] Body, RecommendedItem[] Expected);
