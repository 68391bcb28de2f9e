using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Calls;

/// <summary>Makes a call only where its estimated tokens fit into a <see cref="Budget"/>; where those of the calls in flight stand in the way, it waits for their end.</summary>
/// <remarks>
/// The estimate of the output is at least the longest output seen so far. An answer without reported tokens counts with its estimate, and so does a call that is cancelled,
/// which may be billed nevertheless; a failure counts with what the provider reported, which for a time-out or a busy server is nothing. Safe for concurrent use.
/// </remarks>
public sealed class BudgetPolicy : CallPolicy
{
    private readonly Budget _budget;
    private readonly ModelPrice _price;
    private long _longestOutput;

    /// <summary>Creates a policy.</summary>
    /// <param name="budget">The budget, which other models may share.</param>
    /// <param name="price">What the model costs; null where only tokens are limited.</param>
    /// <exception cref="SraClException">A price is negative.</exception>
    public BudgetPolicy(Budget budget, ModelPrice? price = null)
    {
        ArgumentNullException.ThrowIfNull(budget);
        _budget = budget;
        _price = price ?? default;
        NestedOptionErrors.Throw(_price.Errors(nameof(ModelPrice)));
    }

    /// <inheritdoc/>
    /// <exception cref="BudgetExceededException">The call does not fit into what is left of the budget; it was not made.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, which a call that waits notices at once.</exception>
    public override async Task<CallResult<T>> RunAsync<T>(ModelCall call, Func<CancellationToken, Task<CallResult<T>>> next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(next);
        BudgetReservation reserved = await _budget.ReserveAsync(() => Estimate(call), cancellationToken).ConfigureAwait(false);
        TokenUsage taken = default;
        bool isEstimated = false;
        try
        {
            CallResult<T> result = await next(cancellationToken).ConfigureAwait(false);
            isEstimated = result.Usage is null;
            taken = result.Usage ?? call.Estimate;
            return result;
        }
        catch (SummaryException exception)
        {
            taken = exception.Usage ?? default;
            throw;
        }
        catch (OperationCanceledException)
        {
            (taken, isEstimated) = (call.Estimate, true);
            throw;
        }
        finally
        {
            Remember(taken.Output);
            _budget.Settle(reserved, taken, _price.Cost(taken), isEstimated);
        }
    }

    private BudgetReservation Estimate(ModelCall call)
    {
        TokenUsage tokens = call.Estimate with { Output = Math.Max(call.Estimate.Output, Interlocked.Read(ref _longestOutput)) };
        return new BudgetReservation(tokens, _price.Cost(tokens));
    }

    private void Remember(long output)
    {
        long seen = Interlocked.Read(ref _longestOutput);
        while (output > seen)
        {
            seen = Interlocked.CompareExchange(ref _longestOutput, output, seen) is var now && now == seen ? output : now;
        }
    }
}
