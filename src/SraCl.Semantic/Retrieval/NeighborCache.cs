using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using SraCl.Neighbors;
using SraCl.Semantic.Storage;

namespace SraCl.Semantic.Retrieval;

/// <summary>A directory of neighbor tables that were found before, each under a key of everything that decides about it: vectors, rules and k.</summary>
/// <remarks>
/// <para>
/// A file is named <c>neighbors-KEY-kK.npy</c>, KEY being a SHA-256 over the vectors' numbers, the rules and <see cref="Version"/>. A table of a larger k serves a smaller
/// one: a row's list is ordered by cosine, equal cosines by row, and rows are left out before or at the head of the list, so that the list of k neighbors is the
/// first k of any longer list. <see cref="SelfExclusion.ByRank"/> drops the first of k + 1 and keeps that property.
/// </para>
/// <para>
/// The last bits of a cosine depend on whether the processor multiplies and adds in one step, so that two kinds of machine may order nearly equal neighbors differently;
/// a table stays as the machine that found it ordered it. Files that are damaged or fit no such table are found again and replaced; the directory may be deleted
/// at any time. Safe for concurrent use in one process, except for the same search at the same time.
/// </para>
/// </remarks>
public sealed class NeighborCache
{
    /// <summary>Changes whenever <see cref="NearestNeighbors"/> gives other tables than before.</summary>
    private const int Version = 1;

    private readonly string _directory;

    /// <summary>Creates a cache.</summary>
    /// <param name="directory">The directory; created with the first table.</param>
    public NeighborCache(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        _directory = directory;
    }

    /// <summary>Takes the neighbors from the directory, or finds them with <see cref="NearestNeighbors.Find(EmbeddingMatrix, int, NeighborRules?, int, CancellationToken)"/> and keeps them.</summary>
    /// <param name="embeddings">The vectors <c>[rows, d]</c>.</param>
    /// <param name="k">The number of neighbors of each row, 1..rows - 1.</param>
    /// <param name="rules">Which rows may be neighbors of which; null for the defaults.</param>
    /// <param name="maxDegreeOfParallelism">The largest number of threads, or -1 (the default) for one a processor.</param>
    /// <param name="cancellationToken">Ends the search; nothing is kept then.</param>
    /// <returns>The same table as without the cache.</returns>
    /// <exception cref="ArgumentException">The rules are made for another number of rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">k is below 1, or so large that there are not as many other rows.</exception>
    /// <exception cref="SraClException">The directory cannot be created or written to.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public NeighborTable Find(
        EmbeddingMatrix embeddings, int k, NeighborRules? rules = null, int maxDegreeOfParallelism = -1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        NearestNeighbors.Check(embeddings, k, rules ??= new NeighborRules());
        EnsureDirectory();
        string key = Key(embeddings, rules);
        if (Read(key, k, embeddings.RowCount) is { } known)
        {
            return known;
        }

        NeighborTable found = NearestNeighbors.Find(embeddings, k, rules, maxDegreeOfParallelism, cancellationToken);
        NpyFile.WriteNeighbors(PathOf(key, k), found);
        return found;
    }

    /// <summary>Computes the key of a search, whatever its k.</summary>
    private static string Key(EmbeddingMatrix embeddings, NeighborRules rules)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, [Version, embeddings.RowCount, embeddings.Dimension, (int)rules.Self, (int)rules.Padding]);
        for (int row = 0; row < embeddings.RowCount; row++)
        {
            hash.AppendData(MemoryMarshal.AsBytes(embeddings[row]));
        }

        Append(hash, rules.Groups is { } groups ? [groups.Count, .. groups] : [-1]);
        Append(hash, Flags(rules.Pool));
        Append(hash, Flags(rules.Queries));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static int[] Flags(IReadOnlyList<bool>? flags) => flags is null ? [-1] : [flags.Count, .. flags.Select(flag => flag ? 1 : 0)];

    private static void Append(IncrementalHash hash, ReadOnlySpan<int> numbers)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        foreach (int number in numbers)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
            hash.AppendData(bytes);
        }
    }

    private static NeighborTable First(NeighborTable table, int k)
    {
        if (table.K == k)
        {
            return table;
        }

        var neighbors = new int[checked(table.RowCount * k)];
        Array.Fill(neighbors, NeighborTable.Absent);
        for (int row = 0; row < table.RowCount; row++)
        {
            ReadOnlySpan<int> all = table[row];
            all[..Math.Min(k, all.Length)].CopyTo(neighbors.AsSpan(row * k));
        }

        return new NeighborTable(table.RowCount, k, neighbors);
    }

    private string PathOf(string key, int k) => Path.Combine(_directory, string.Create(CultureInfo.InvariantCulture, $"neighbors-{key}-k{k}.npy"));

    /// <summary>Reads the table of the smallest k that is large enough; null when none is there or usable.</summary>
    private NeighborTable? Read(string key, int k, int rows)
    {
        string prefix = $"neighbors-{key}-k";
        var candidates = new SortedDictionary<int, string>();
        foreach (string path in Directory.EnumerateFiles(_directory, prefix + "*.npy"))
        {
            if (int.TryParse(Path.GetFileNameWithoutExtension(path.AsSpan())[prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int stored) && stored >= k)
            {
                candidates[stored] = path;
            }
        }

        foreach ((int stored, string path) in candidates)
        {
            try
            {
                NeighborTable table = NpyFile.ReadNeighbors(path);
                if (table.RowCount == rows && table.K == stored)
                {
                    return First(table, k);
                }
            }
            catch (SraClException)
            {
                // Cut off, damaged or somebody else's: as though it were not there.
            }
        }

        return null;
    }

    private void EnsureDirectory()
    {
        try
        {
            Directory.CreateDirectory(_directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SraClException($"The directory '{_directory}' for found neighbors cannot be created: {e.Message} Name one that can.", e);
        }
    }
}
