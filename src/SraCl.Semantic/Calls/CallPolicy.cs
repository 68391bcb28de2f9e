namespace SraCl.Semantic.Calls;

/// <summary>Something that every call to a model goes through: retries, limits, budgets, logs.</summary>
/// <remarks>
/// A policy is wrapped around a model with <see cref="CallPolicyExtensions"/>; one policy can serve several models, which then share its limits. Implementations are
/// safe for concurrent use.
/// </remarks>
public abstract class CallPolicy
{
    /// <summary>Makes a call, as often as the policy decides.</summary>
    /// <typeparam name="T">The kind of answer.</typeparam>
    /// <param name="call">What is known about the call beforehand.</param>
    /// <param name="next">Makes the call: the next policy, or the model.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The answer.</returns>
    public abstract Task<CallResult<T>> RunAsync<T>(ModelCall call, Func<CancellationToken, Task<CallResult<T>>> next, CancellationToken cancellationToken);
}
