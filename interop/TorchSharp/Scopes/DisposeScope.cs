using TorchSharp.Internal;

namespace TorchSharp;

/// <summary>Owns the tensors made while it is the innermost scope of its thread, and disposes of them when it is disposed of.</summary>
/// <remarks>Belongs to the thread that opened it.</remarks>
public sealed partial class DisposeScope : IDisposable
{
    private const int ReleaseBatch = 128;

    private readonly DisposeScopeManager _manager;

    // A tensor knows its slot, so that leaving costs no search; foreign disposables are few and are searched for.
    private IDisposable?[] _items = [];

    internal DisposeScope(DisposeScopeManager manager, DisposeScope? outer)
    {
        _manager = manager;
        OuterScope = outer;
    }

    public IReadOnlyList<IDisposable> DisposablesView => Array.ConvertAll(_items[..DisposablesCount], item => item!);

    public int DisposablesCount { get; private set; }

    internal DisposeScope? OuterScope { get; set; }

    public bool Contains(IDisposable disposable) => IndexOf(disposable) >= 0;

    public void Attach(IDisposable disposable) => MoveTo(this, disposable, attaching: true);

    public void Attach(IEnumerable<IDisposable> disposables)
    {
        foreach (IDisposable disposable in disposables)
        {
            Attach(disposable);
        }
    }

    /// <summary>Says that a disposable of this scope was disposed of by other means.</summary>
    public void MarkAsDisposed(IDisposable disposable)
    {
        int index = IndexOf(disposable);
        if (index < 0)
        {
            return;
        }

        RemoveAt(index);
        if (disposable is torch.Tensor tensor)
        {
            tensor.OwningDisposeScope = null;
            _manager.StatisticsInstance.DisposedInScopeCount++;
        }
    }

    public void Dispose()
    {
        DisposeEverything();
        _manager.RemoveDisposeScope(this);
    }

    internal void Add(IDisposable disposable)
    {
        if (DisposablesCount == _items.Length)
        {
            Array.Resize(ref _items, Math.Max(16, 2 * _items.Length));
        }

        if (disposable is torch.Tensor tensor)
        {
            tensor.OwningDisposeScope = this;
            tensor.ScopeSlot = DisposablesCount;
        }

        _items[DisposablesCount++] = disposable;
    }

    /// <summary>Takes a tensor of this scope out of it.</summary>
    internal void Remove(torch.Tensor tensor)
    {
        RemoveAt(tensor.ScopeSlot);
        tensor.OwningDisposeScope = null;
    }

    private int IndexOf(IDisposable disposable)
    {
        if (disposable is torch.Tensor tensor)
        {
            return ReferenceEquals(tensor.OwningDisposeScope, this) ? tensor.ScopeSlot : -1;
        }

        for (int i = 0; i < DisposablesCount; i++)
        {
            if (ReferenceEquals(_items[i], disposable))
            {
                return i;
            }
        }

        return -1;
    }

    private void RemoveAt(int index)
    {
        int last = --DisposablesCount;
        _items[index] = _items[last];
        _items[last] = null;
        if (index < last && _items[index] is torch.Tensor moved)
        {
            moved.ScopeSlot = index;
        }
    }

    private void Move(DisposeScope? target, IDisposable disposable)
    {
        if (IndexOf(disposable) >= 0)
        {
            MoveTo(target, disposable, attaching: false);
        }
    }

    private void MoveTo(DisposeScope? target, IDisposable disposable, bool attaching)
    {
        if (disposable is torch.Tensor tensor)
        {
            MoveTensor(target, tensor);
            return;
        }

        int index = IndexOf(disposable);
        if (attaching && index >= 0)
        {
            return;
        }

        if (index >= 0)
        {
            RemoveAt(index);
        }

        target?.Add(disposable);
    }

    internal static void MoveTensor(DisposeScope? target, torch.Tensor tensor)
    {
        DisposeScope? source = tensor.OwningDisposeScope;
        if (ReferenceEquals(source, target) || tensor.IsInvalid)
        {
            return;
        }

        source?.Remove(tensor);
        if (target is null)
        {
            source!._manager.StatisticsInstance.DetachedFromScopeCount++;
            tensor.TrackUnscopedMemory();
            return;
        }

        if (source is null)
        {
            target._manager.StatisticsInstance.AttachedToScopeCount++;
        }

        target.Add(tensor);
    }

    private void DisposeAllBut(IEnumerable<IDisposable>? keep)
    {
        IDisposable?[] items = _items;
        int count = DisposablesCount;
        _items = [];
        DisposablesCount = 0;

        if (keep is not null)
        {
            var kept = new HashSet<IDisposable>(keep, ReferenceEqualityComparer.Instance);
            for (int i = 0; i < count; i++)
            {
                if (kept.Contains(items[i]!))
                {
                    Add(items[i]!);
                    items[i] = null;
                }
            }
        }

        ReleaseAll(items.AsSpan(0, count));
    }

    private unsafe void ReleaseAll(Span<IDisposable?> items)
    {
        nint* handles = stackalloc nint[ReleaseBatch];
        int pending = 0;
        foreach (IDisposable? item in items)
        {
            if (item is torch.Tensor tensor)
            {
                tensor.OwningDisposeScope = null;
                nint handle = tensor.TakeHandle();
                if (handle == 0)
                {
                    continue;
                }

                _manager.StatisticsInstance.DisposedInScopeCount++;
                handles[pending++] = handle;
                if (pending == ReleaseBatch)
                {
                    NativeMethods.ReleaseMany(handles, pending);
                    pending = 0;
                }
            }
            else
            {
                item?.Dispose();
            }
        }

        if (pending > 0)
        {
            NativeMethods.ReleaseMany(handles, pending);
        }
    }
}
