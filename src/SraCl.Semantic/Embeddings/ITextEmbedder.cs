namespace SraCl.Semantic.Embeddings;

/// <summary>Turns texts into vectors whose cosine says how alike the texts are: a model behind a service or in the process.</summary>
/// <remarks>
/// For texts that are embedded one by one; <see cref="LatentSemanticEmbedder"/> needs all of them at once and is no such embedder. Implementations are
/// safe for concurrent use.
/// </remarks>
public interface ITextEmbedder
{
    /// <summary>Gets everything besides the text that decides about a vector, such as model and dimensions, in a stable form: equal fingerprints may share vectors. Holds no secrets.</summary>
    string Fingerprint { get; }

    /// <summary>Embeds texts.</summary>
    /// <param name="texts">The texts, at least one, any number.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The vectors, row i that of text i.</returns>
    /// <exception cref="Summaries.SummaryException">There are no usable vectors; it says why, and whether asking again could help.</exception>
    /// <exception cref="OperationCanceledException">Cancelled by the caller.</exception>
    Task<TextVectors> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default);
}
