using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Calls;

/// <summary>What a run may spend on models, and what it has spent: one budget for any number of models.</summary>
/// <remarks>
/// Counts from its creation, not across processes. Calls in flight are counted with their estimate, so that calls side by side cannot exceed a limit that each of them keeps
/// to: a call that fits into what is left, but not beside them, waits until enough of them have ended. Safe for concurrent use.
/// </remarks>
public sealed class Budget
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiting> _waiting = new();
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

    /// <summary>Sets tokens aside for a call: at once where they fit beside those of the calls in flight, or else when enough of these have ended; first come, first served.</summary>
    /// <param name="estimate">What the call may take; asked again while it waits, because calls that end change what is expected.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is set aside then.</param>
    /// <returns>What was set aside, for <see cref="Settle"/>.</returns>
    /// <exception cref="BudgetExceededException">The call does not fit into what is left, whatever the calls in flight take.</exception>
    internal async Task<BudgetReservation> ReserveAsync(Func<BudgetReservation> estimate, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var call = new Waiting(estimate);
        lock (_lock)
        {
            if (Exceeded(estimate()) is { } limit)
            {
                throw Failure(limit);
            }

            _waiting.AddLast(call.Place);
            Serve();
        }

        await using (cancellationToken.UnsafeRegister(_ => Leave(call, cancellationToken), state: null).ConfigureAwait(false))
        {
            return await call.Turn.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Puts what a call took in the place of what was set aside for it.</summary>
    internal void Settle(BudgetReservation reserved, TokenUsage taken, decimal cost, bool isEstimated)
    {
        lock (_lock)
        {
            _reservedCost -= reserved.Cost;
            _reservedTokens -= reserved.Tokens.Total;
            _spent = new BudgetSpending(_spent.Cost + cost, _spent.Tokens + taken, _spent.Calls + 1, _spent.EstimatedCalls + (isEstimated ? 1 : 0));
            Serve();
        }
    }

    /// <summary>Lets the calls that wait go on, in their order, up to the first that has to wait longer. One that waits has a call in flight before it, whose end serves it.</summary>
    private void Serve()
    {
        while (_waiting.First is { } first)
        {
            BudgetReservation wanted = first.Value.Estimate();
            if (Exceeded(wanted) is { } limit)
            {
                _waiting.Remove(first);
                first.Value.Turn.SetException(Failure(limit));
            }
            else if (_spent.Cost + _reservedCost + wanted.Cost > _maxCost || _spent.Tokens.Total + _reservedTokens + wanted.Tokens.Total > _maxTokens)
            {
                return;
            }
            else
            {
                _waiting.Remove(first);
                _reservedCost += wanted.Cost;
                _reservedTokens += wanted.Tokens.Total;
                first.Value.Turn.SetResult(wanted);
            }
        }
    }

    /// <summary>Says which limit a call would exceed even if all others were over; null for none.</summary>
    private string? Exceeded(BudgetReservation wanted) =>
        _spent.Cost + wanted.Cost > _maxCost
            ? $"{nameof(BudgetOptions)}.{nameof(BudgetOptions.MaxCost)} is {_maxCost}: {_spent.Cost:0.######} are spent, and the next call may cost {wanted.Cost:0.######}."
            : _spent.Tokens.Total + wanted.Tokens.Total > _maxTokens
                ? $"{nameof(BudgetOptions)}.{nameof(BudgetOptions.MaxTokens)} is {_maxTokens}: {_spent.Tokens.Total} are spent, and the next call may take {wanted.Tokens.Total}."
                : null;

    private BudgetExceededException Failure(string limit) => new($"The budget is used up. {limit} Raise it to go on.", _spent);

    private void Leave(Waiting call, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // Otherwise its turn has come already.
            if (call.Place.List is not null)
            {
                _waiting.Remove(call.Place);
                call.Turn.SetCanceled(cancellationToken);
                Serve();
            }
        }
    }

    /// <summary>A call that waits for its turn.</summary>
    private sealed class Waiting
    {
        public Waiting(Func<BudgetReservation> estimate)
        {
            Estimate = estimate;
            Place = new LinkedListNode<Waiting>(this);
        }

        public Func<BudgetReservation> Estimate { get; }

        public LinkedListNode<Waiting> Place { get; }

        /// <summary>Gets what ends the wait; nobody goes on inside the lock.</summary>
        public TaskCompletionSource<BudgetReservation> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
