using TorchSharp.Internal;

namespace TorchSharp;

/// <summary>Owns the tensors made while it is the innermost scope of its thread, and disposes of them when it is disposed of.</summary>
/// <remarks>Belongs to the thread that opened it.</remarks>
public sealed partial class DisposeScope : IDisposable
{
    private const int ReleaseBatch = 128;

    private readonly DisposeScopeManager _manager;

    // A tensor knows its slot, so that leaving costs no search.
    private torch.Tensor?[] _items = [];

    internal DisposeScope(DisposeScopeManager manager, DisposeScope? outer)
    {
        _manager = manager;
        OuterScope = outer;
    }

    public IReadOnlyList<IDisposable> DisposablesView => Array.ConvertAll(_items[..DisposablesCount], item => (IDisposable)item!);

    public int DisposablesCount { get; private set; }

    internal DisposeScope? OuterScope { get; set; }

    public bool Contains(IDisposable disposable) => disposable is torch.Tensor tensor && ReferenceEquals(tensor.OwningDisposeScope, this);

    /// <exception cref="InvalidOperationException">It is not a tensor.</exception>
    public void Attach(IDisposable disposable) => MoveTensor(
        this, disposable as torch.Tensor ?? throw new InvalidOperationException("DisposeScope can only manage Tensor or PackedSequence"));

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
        if (Contains(disposable))
        {
            Remove((torch.Tensor)disposable);
            _manager.StatisticsInstance.DisposedInScopeCount++;
        }
    }

    public void Dispose()
    {
        DisposeEverything();
        _manager.RemoveDisposeScope(this);
    }

    internal void Add(torch.Tensor tensor)
    {
        if (DisposablesCount == _items.Length)
        {
            Array.Resize(ref _items, Math.Max(16, 2 * _items.Length));
        }

        tensor.OwningDisposeScope = this;
        tensor.ScopeSlot = DisposablesCount;
        _items[DisposablesCount++] = tensor;
    }

    /// <summary>Takes a tensor of this scope out of it.</summary>
    internal void Remove(torch.Tensor tensor)
    {
        int index = tensor.ScopeSlot;
        torch.Tensor last = _items[--DisposablesCount]!;
        _items[index] = last;
        _items[DisposablesCount] = null;
        last.ScopeSlot = index;
        tensor.OwningDisposeScope = null;
    }

    private void Move(DisposeScope? target, IDisposable disposable)
    {
        if (Contains(disposable))
        {
            MoveTensor(target, (torch.Tensor)disposable);
        }
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
        // First, because whoever lists what is kept may fail.
        HashSet<IDisposable>? kept = keep is null ? null : new HashSet<IDisposable>(keep, ReferenceEqualityComparer.Instance);
        torch.Tensor?[] items = _items;
        int count = DisposablesCount;
        _items = [];
        DisposablesCount = 0;

        if (kept is not null)
        {
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

    private unsafe void ReleaseAll(Span<torch.Tensor?> items)
    {
        nint* handles = stackalloc nint[ReleaseBatch];
        int pending = 0;
        foreach (torch.Tensor? tensor in items)
        {
            if (tensor is not null)
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
        }

        if (pending > 0)
        {
            NativeMethods.ReleaseMany(handles, pending);
        }
    }
}
