namespace SraCl.Training.Recommendation;

/// <summary>Says what a user is likely to take next, in the shop's own item ids.</summary>
/// <remarks>Implementations are safe for concurrent use: register one instance and call it from any thread.</remarks>
public interface IRecommender
{
    /// <summary>Recommends items for a history, of a known or an unknown user alike.</summary>
    /// <param name="history">The external ids of the user's items, oldest first, at least one; the model looks at the newest ones, as many as it was made for.</param>
    /// <param name="count">The largest number of items wanted, from 1 to the size of the catalogue.</param>
    /// <param name="options">What may be recommended; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the call before its next step.</param>
    /// <returns>The best items, best first: <paramref name="count"/> of them, fewer only when fewer may be recommended.</returns>
    /// <exception cref="ArgumentException">The history is empty or an id in it is null or empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    /// <exception cref="SraClException">More items are wanted than there are, or ids are unknown and the options say no to that.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    IReadOnlyList<RecommendedItem> Recommend(
        IReadOnlyList<string> history, int count, RecommendationOptions? options = null, CancellationToken cancellationToken = default);
}
