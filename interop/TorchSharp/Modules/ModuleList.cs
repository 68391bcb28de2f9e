using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

// As in the package, the items are registered, under their positions, when the list becomes part of another module: a list
// alone lists no parameters, and an item that comes later is not registered.
public sealed class ModuleList<T> : nn.Module, IList<T>
    where T : nn.Module
{
    private readonly List<T> _items;
    private bool _itemsRegistered;

    public ModuleList(params T[] modules)
        : base(nameof(ModuleList<T>)) => _items = [.. modules];

    public int Count => _items.Count;

    public bool IsReadOnly => false;

    public T this[int index]
    {
        get => _items[index];
        set => _items[index] = value;
    }

    public void append(params T[] modules) => _items.AddRange(modules);

    public void extend(IEnumerable<T> modules) => _items.AddRange(modules);

    public void Add(T item) => _items.Add(item);

    public void Insert(int index, T item) => _items.Insert(index, item);

    public bool Remove(T item) => _items.Remove(item);

    public void RemoveAt(int index) => _items.RemoveAt(index);

    public void Clear() => _items.Clear();

    public bool Contains(T item) => _items.Contains(item);

    public int IndexOf(T item) => _items.IndexOf(item);

    public void CopyTo(T[] array, int arrayIndex) => _items.CopyTo(array, arrayIndex);

    public IEnumerator<T> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    protected override void RegisterComponents()
    {
        if (_itemsRegistered)
        {
            return;
        }

        for (var i = 0; i < _items.Count; i++)
        {
            register_module($"{i}", _items[i]);
        }

        _itemsRegistered = true;
    }
}
