using SraCl.Neighbors;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Embeddings;

/// <summary>The vectors of some texts.</summary>
/// <param name="Vectors">One row a text.</param>
/// <param name="Usage">The tokens they took; null when the provider did not say or there was none.</param>
public sealed record TextVectors(EmbeddingMatrix Vectors, TokenUsage? Usage = null);
