using SraCl.Sequences;

namespace SraCl.Training.Recommendation;

/// <summary>Says what a user is likely to take next, in the shop's own item ids.</summary>
/// <remarks>Implementations are safe for concurrent use: register one instance and call it from any thread.</remarks>
public interface IRecommender
{
    /// <summary>Gets the items the model knows: external ids and dense ids, for <see cref="ItemFilter"/>s and for checks of what comes in.</summary>
    IdMap Items { get; }

    /// <summary>Recommends items for a history, of a known or an unknown user alike.</summary>
    /// <param name="history">The external ids of the user's items, oldest first, at least one; the model looks at the newest ones, as many as it was made for.</param>
    /// <param name="count">The largest number of items wanted, from 1 to the size of the catalogue.</param>
    /// <param name="options">What may be recommended; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the call between encoding and scoring, and between two chunks of the catalogue.</param>
    /// <returns>
    /// The best items, best first, those with equal scores in the order of the model's items: <paramref name="count"/> of them, and fewer only when fewer may be recommended,
    /// because history, filter and exclusions leave no more; none when they leave nothing.
    /// </returns>
    /// <exception cref="ArgumentException">The history is empty, an id in it or among the excluded ones is null or empty, or the filter is of another model.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    /// <exception cref="UnknownItemException">Ids of the history are unknown and the options say no to that, or all of them are unknown.</exception>
    /// <exception cref="SraClException">More items are wanted than there are, or the model's scores are not finite.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    IReadOnlyList<RecommendedItem> Recommend(
        IReadOnlyList<string> history, int count, RecommendationOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Recommends for many histories together, which takes less time than one call each.</summary>
    /// <param name="requests">The requests; each may have options of its own.</param>
    /// <param name="cancellationToken">Stops the call between two blocks of requests, and as in <see cref="Recommend"/>.</param>
    /// <returns>
    /// The answer to each request, in their order: what <see cref="Recommend"/> gives, up to the rounding of scores, because sums over other shapes run in another order.
    /// </returns>
    /// <exception cref="ArgumentException">As in <see cref="Recommend"/>, for one of the requests; nothing is answered then.</exception>
    /// <exception cref="SraClException">As in <see cref="Recommend"/>, for one of the requests; the message says which.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    IReadOnlyList<IReadOnlyList<RecommendedItem>> RecommendBatch(IReadOnlyList<RecommendationRequest> requests, CancellationToken cancellationToken = default);

    /// <summary>Finds the items that the model takes for most alike: those whose vectors point in nearly the same direction.</summary>
    /// <param name="itemId">The external id of the item; never among the answers.</param>
    /// <param name="count">The largest number of items wanted, from 1 to the size of the catalogue.</param>
    /// <param name="options">Which items may be named; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the call between two chunks of the catalogue.</param>
    /// <returns>
    /// The nearest items, nearest first; the score is the cosine of the two vectors, from -1 to 1. Vectors are near when the items follow the same histories: users take one in the place of
    /// the other. That is not likeness of texts (<c>SraCl.Semantic</c> finds that), and biases play no part in it. An item without a direction (a vector of zeros)
    /// has the cosine 0 with all others.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="itemId"/> or an excluded id is null or empty, or the filter is of another model.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    /// <exception cref="UnknownItemException">The model does not know the item.</exception>
    /// <exception cref="SraClException">More items are wanted than there are, or the model's vectors are not finite.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    IReadOnlyList<RecommendedItem> Similar(string itemId, int count, SimilarItemsOptions? options = null, CancellationToken cancellationToken = default);
}
