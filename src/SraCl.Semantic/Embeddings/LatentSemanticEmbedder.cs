using SraCl.Neighbors;

namespace SraCl.Semantic.Embeddings;

/// <summary>
/// Embeds texts by the words they share: TF-IDF and truncated singular value decomposition (latent semantic analysis). No model, no network.
/// </summary>
/// <remarks>
/// Words are runs of letters and digits in lower case, an English plural counting as its singular. The vectors are those of these texts among each other: two calls
/// give vectors that cannot be compared. The same texts and options give the same vectors whatever the number of threads. Safe for concurrent use.
/// </remarks>
public static class LatentSemanticEmbedder
{
    /// <summary>Embeds texts.</summary>
    /// <param name="texts">The texts, at least one, such as <see cref="Catalog.ItemCatalog.Texts"/> gives them.</param>
    /// <param name="options">The configuration; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>
    /// Row i is the vector of text i, at length 1. The vector of a text without a word is zero, so that it has no direction and is like no other. Texts that are made
    /// of fewer than d independent ones leave the last numbers of all vectors zero.
    /// </returns>
    /// <exception cref="ArgumentException">There is no text.</exception>
    /// <exception cref="SraClException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static EmbeddingMatrix Embed(IReadOnlyList<string> texts, LatentSemanticOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (texts.Count == 0)
        {
            throw new ArgumentException("There is no text; expected at least one.", nameof(texts));
        }

        options ??= new LatentSemanticOptions();
        if (options.MaxWords < 1)
        {
            throw new SraClException($"{nameof(LatentSemanticOptions)}.{nameof(options.MaxWords)} is {options.MaxWords}; expected at least 1.");
        }

        var decomposition = new Decomposition(nameof(LatentSemanticOptions), options.Dimension, options.Iterations, options.Seed, options.MaxDegreeOfParallelism);
        return decomposition.Embed(TermMatrix.Create(texts, options.MaxWords, cancellationToken), cancellationToken);
    }
}
