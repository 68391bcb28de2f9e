using SraCl.Sequences;
using SraCl.Training.Recommendation;

namespace RecommendApi.Tests;

/// <summary>A recommender whose calls last until they are let go or cancelled.</summary>
internal sealed class BlockingRecommender(IRecommender inner) : IRecommender, IDisposable
{
    private readonly ManualResetEventSlim _goOn = new();
    private readonly SemaphoreSlim _entered = new(0);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IdMap Items => inner.Items;

    public Task Cancelled => _cancelled.Task;

    public Task EnteredAsync() => _entered.WaitAsync();

    public void GoOn() => _goOn.Set();

    public IReadOnlyList<RecommendedItem> Recommend(IReadOnlyList<string> history, int count, RecommendationOptions? options = null, CancellationToken cancellationToken = default)
    {
        _entered.Release();
        try
        {
            _goOn.Wait(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _cancelled.SetResult();
            throw;
        }

        return inner.Recommend(history, count, options, cancellationToken);
    }

    public IReadOnlyList<IReadOnlyList<RecommendedItem>> RecommendBatch(IReadOnlyList<RecommendationRequest> requests, CancellationToken cancellationToken = default) =>
        inner.RecommendBatch(requests, cancellationToken);

    public IReadOnlyList<RecommendedItem> Similar(string itemId, int count, SimilarItemsOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException("A secret of the server.");

    public void Dispose()
    {
        _goOn.Dispose();
        _entered.Dispose();
    }
}
