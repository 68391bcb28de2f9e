using System.Collections;

namespace SraCl.Semantic.Prompts;

/// <summary>A list whose elements are made whenever one is read.</summary>
/// <remarks>As safe for concurrent use as what makes the elements.</remarks>
internal sealed class ListOnDemand<T>(int count, Func<int, T> make) : IReadOnlyList<T>
{
    public int Count => count;

    public T this[int index] => (uint)index < (uint)count ? make(index) : throw new ArgumentOutOfRangeException(nameof(index), index, $"Expected 0..{count - 1}.");

    public IEnumerator<T> GetEnumerator() => Enumerable.Range(0, count).Select(make).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
