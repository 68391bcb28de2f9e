namespace SraCl.Semantic.Calls;

/// <summary>A call was not made because it does not fit into what is left of the budget, whatever the calls in flight take. Every later call of its size would not be made either.</summary>
public sealed class BudgetExceededException : SraClException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The limit, what has been spent, and the cure.</param>
    /// <param name="spent">What has been spent.</param>
    public BudgetExceededException(string message, BudgetSpending spent)
        : base(message)
    {
        Spent = spent;
    }

    /// <summary>Gets what had been spent when the call was not made; calls in flight may add to it.</summary>
    public BudgetSpending Spent { get; }
}
