using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed class ModuleList<T> : nn.Module, IList<T>
    where T : nn.Module
{
    private readonly List<T> _items = [];

    public ModuleList(params T[] modules)
        : base(nameof(ModuleList<T>)) => extend(modules);

    public int Count => _items.Count;

    public bool IsReadOnly => false;

    public T this[int index]
    {
        get => _items[index];
        set
        {
            _items[index] = value;
            RegisterItems();
        }
    }

    public void append(params T[] modules) => extend(modules);

    public void extend(IEnumerable<T> modules)
    {
        _items.AddRange(modules);
        RegisterItems();
    }

    public void Add(T item)
    {
        _items.Add(item);
        RegisterItems();
    }

    public void Insert(int index, T item)
    {
        _items.Insert(index, item);
        RegisterItems();
    }

    public bool Remove(T item)
    {
        var removed = _items.Remove(item);
        RegisterItems();
        return removed;
    }

    public void RemoveAt(int index)
    {
        _items.RemoveAt(index);
        RegisterItems();
    }

    public void Clear()
    {
        _items.Clear();
        RegisterItems();
    }

    public bool Contains(T item) => _items.Contains(item);

    public int IndexOf(T item) => _items.IndexOf(item);

    public void CopyTo(T[] array, int arrayIndex) => _items.CopyTo(array, arrayIndex);

    public IEnumerator<T> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // The position is the name, so every change renames what follows it.
    private void RegisterItems()
    {
        ClearModules();
        for (var i = 0; i < _items.Count; i++)
        {
            register_module($"{i}", _items[i]);
        }
    }
}
