using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Calls;

/// <summary>What a run may spend on models, and what it has spent: one budget for any number of models.</summary>
/// <remarks>
/// Counts from its creation, not across processes. Calls in flight are counted with their estimate, so that calls side by side cannot exceed a limit that each of them keeps
/// to. Safe for concurrent use.
/// </remarks>
public sealed class Budget
{
    private readonly Lock _lock = new();
    private readonly decimal? _maxCost;
    private readonly long? _maxTokens;
    private BudgetSpending _spent;
    private decimal _reservedCost;
    private long _reservedTokens;

    /// <summary>Creates a budget.</summary>
    /// <param name="options">The limits; null for none.</param>
    /// <exception cref="SraClException">A limit is out of its range.</exception>
    public Budget(BudgetOptions? options = null)
    {
        options ??= new BudgetOptions();
        NestedOptionErrors.Throw(options.Errors(nameof(BudgetOptions)));
        _maxCost = options.MaxCost;
        _maxTokens = options.MaxTokens;
    }

    /// <summary>Gets what has been spent on the calls that ended.</summary>
    public BudgetSpending Spent
    {
        get
        {
            lock (_lock)
            {
                return _spent;
            }
        }
    }

    /// <summary>Sets tokens aside for a call.</summary>
    internal void Reserve(TokenUsage tokens, decimal cost)
    {
        lock (_lock)
        {
            decimal wantedCost = _spent.Cost + _reservedCost + cost;
            long wantedTokens = _spent.Tokens.Total + _reservedTokens + tokens.Total;
            string? limit = wantedCost > _maxCost
                ? $"{nameof(BudgetOptions)}.{nameof(BudgetOptions.MaxCost)} is {_maxCost}: {_spent.Cost:0.######} are spent, {_reservedCost:0.######} are set aside for calls in flight, and the next call may cost {cost:0.######}."
                : wantedTokens > _maxTokens
                    ? $"{nameof(BudgetOptions)}.{nameof(BudgetOptions.MaxTokens)} is {_maxTokens}: {_spent.Tokens.Total} are spent, {_reservedTokens} are set aside for calls in flight, and the next call may take {tokens.Total}."
                    : null;
            if (limit is not null)
            {
                throw new BudgetExceededException($"The budget is used up. {limit} Raise it to go on.", _spent);
            }

            _reservedCost += cost;
            _reservedTokens += tokens.Total;
        }
    }

    /// <summary>Puts what a call took in the place of what was set aside for it.</summary>
    internal void Settle(TokenUsage reserved, decimal reservedCost, TokenUsage taken, decimal cost, bool isEstimated)
    {
        lock (_lock)
        {
            _reservedCost -= reservedCost;
            _reservedTokens -= reserved.Total;
            _spent = new BudgetSpending(_spent.Cost + cost, _spent.Tokens + taken, _spent.Calls + 1, _spent.EstimatedCalls + (isEstimated ? 1 : 0));
        }
    }
}
