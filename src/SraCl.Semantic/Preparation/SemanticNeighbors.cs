using SraCl.Neighbors;

namespace SraCl.Semantic.Preparation;

/// <summary>Everything semantic that training with SRA-CL's losses reads.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
/// <param name="ItemEmbeddings">The vectors of the items, N + 1 rows by dense id.</param>
/// <param name="Items">The neighbors of the items.</param>
/// <param name="Samples">The windows of sequences with their vectors and neighbors; all training samples are among them.</param>
/// <param name="Options">The rules by which the neighbors were found.</param>
/// <param name="Details">Where the vectors come from.</param>
public sealed record SemanticNeighbors(
    EmbeddingMatrix ItemEmbeddings, ItemNeighbors Items, SampleNeighbors Samples, SemanticNeighborsOptions Options, SemanticDetails Details);
