namespace SraCl.Training.Data;

/// <summary>Numbers external ids 0, 1, ... in the order of their first appearance; an id seen before costs no string.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
internal sealed class IdTable
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<string> _ids = [];

    public IdTable()
    {
        _lookup = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Gets the number of ids.</summary>
    public int Count => _ids.Count;

    /// <summary>Gets the id of a number.</summary>
    public string this[int number] => _ids[number];

    /// <summary>Gives the number of an id, a new one at its first appearance.</summary>
    public int GetOrAdd(ReadOnlySpan<char> id)
    {
        if (!_lookup.TryGetValue(id, out int number))
        {
            number = _ids.Count;
            string text = id.ToString();
            _numbers.Add(text, number);
            _ids.Add(text);
        }

        return number;
    }
}
