using System.Collections.Frozen;

namespace SraCl.Sequences;

/// <summary>
/// Maps the external ids of a shop (any text) to the dense ids 1..<see cref="Count"/> that models work with, and back.
/// </summary>
/// <remarks>
/// Dense id 0 is padding and never maps to an external id. The map travels with a saved model, so that a model answers in
/// the shop's own ids. Immutable, hence safe for concurrent use.
/// </remarks>
public sealed class IdMap
{
    private readonly string[] _externalIds;
    private readonly FrozenDictionary<string, int> _ids;

    /// <summary>Creates a map that gives the external ids the dense ids 1, 2, ... in the order given.</summary>
    /// <param name="externalIds">The external ids; compared ordinally, none empty, none twice.</param>
    /// <exception cref="ArgumentException">An id is empty or occurs twice.</exception>
    public IdMap(IEnumerable<string> externalIds)
    {
        ArgumentNullException.ThrowIfNull(externalIds);
        _externalIds = externalIds.ToArray();
        var ids = new Dictionary<string, int>(_externalIds.Length, StringComparer.Ordinal);
        for (int i = 0; i < _externalIds.Length; i++)
        {
            if (string.IsNullOrEmpty(_externalIds[i]))
            {
                throw new ArgumentException($"External id number {i + 1} is empty; every item needs a non-empty id.", nameof(externalIds));
            }

            if (!ids.TryAdd(_externalIds[i], i + 1))
            {
                throw new ArgumentException(
                    $"External id '{_externalIds[i]}' occurs twice (positions {ids[_externalIds[i]]} and {i + 1}); ids must be unique.",
                    nameof(externalIds));
            }
        }

        _ids = ids.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Gets the number of ids; the largest dense id.</summary>
    public int Count => _externalIds.Length;

    /// <summary>Gets all external ids; the one at index i has the dense id i + 1.</summary>
    public IReadOnlyList<string> ExternalIds => _externalIds;

    /// <summary>Gets the external id of a dense id.</summary>
    /// <param name="id">A dense id, 1..<see cref="Count"/>.</param>
    /// <returns>The external id.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="id"/> is not a dense id of this map (0 is padding).</exception>
    public string ExternalId(int id)
    {
        if ((uint)(id - 1) >= (uint)_externalIds.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(id), id, $"Expected a dense id from 1 to {Count}.");
        }

        return _externalIds[id - 1];
    }

    /// <summary>Looks up the dense id of an external id.</summary>
    /// <param name="externalId">The external id; compared ordinally.</param>
    /// <param name="id">The dense id, or 0 (padding) when the external id is unknown.</param>
    /// <returns>Whether the external id is known.</returns>
    public bool TryGetId(string externalId, out int id) => _ids.TryGetValue(externalId, out id);
}
