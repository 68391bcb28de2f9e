namespace TorchSharp;

/// <summary>The stack of dispose scopes of one thread. Scopes do not follow an <c>await</c> to another thread.</summary>
public sealed class DisposeScopeManager
{
    [ThreadStatic]
    private static DisposeScopeManager? _instance;

    private DisposeScopeManager()
    {
    }

    /// <summary>The counts of the calling thread.</summary>
    public static ThreadDisposeScopeStatistics Statistics => ThreadSingleton.StatisticsInstance;

    internal static DisposeScopeManager ThreadSingleton => _instance ??= new DisposeScopeManager();

    internal ThreadDisposeScopeStatistics StatisticsInstance { get; } = new();

    internal DisposeScope? CurrentDisposeScope { get; private set; }

    internal DisposeScope NewDisposeScope() => CurrentDisposeScope = new DisposeScope(this, CurrentDisposeScope);

    /// <summary>Takes a scope off the stack; one that is not the innermost is cut out of the middle.</summary>
    internal void RemoveDisposeScope(DisposeScope scope)
    {
        if (ReferenceEquals(CurrentDisposeScope, scope))
        {
            CurrentDisposeScope = scope.OuterScope;
            return;
        }

        for (DisposeScope? inner = CurrentDisposeScope; inner is not null; inner = inner.OuterScope)
        {
            if (ReferenceEquals(inner.OuterScope, scope))
            {
                inner.OuterScope = scope.OuterScope;
                return;
            }
        }
    }
}
