using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SraCl.Neighbors;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Store;

/// <content>The vectors of texts.</content>
public sealed partial class SemanticStore
{
    /// <summary>Looks vectors up.</summary>
    /// <param name="keys">The texts' keys.</param>
    /// <returns>The vector of each key, exactly as it was added; null where there is none.</returns>
    /// <exception cref="SraClException">The file cannot be read.</exception>
    public IReadOnlyList<float[]?> FindEmbeddings(IReadOnlyList<ContentKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return _database.Read(connection =>
        {
            using SqliteCommand command = connection.Command("SELECT vector FROM embeddings WHERE key = $1", Array.Empty<byte>());
            var vectors = new float[]?[keys.Count];
            for (int i = 0; i < vectors.Length; i++)
            {
                command.Parameters[0].Value = keys[i].ToBytes();
                vectors[i] = command.ExecuteScalar() is byte[] bytes ? MemoryMarshal.Cast<byte, float>(bytes).ToArray() : null;
            }

            return vectors;
        });
    }

    /// <summary>Counts the keys that have a vector.</summary>
    /// <param name="keys">The texts' keys; one that is there twice counts twice.</param>
    /// <exception cref="SraClException">The file cannot be read.</exception>
    public int CountEmbeddings(IEnumerable<ContentKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return _database.Read(connection =>
        {
            using SqliteCommand command = connection.Command("SELECT 1 FROM embeddings WHERE key = $1", Array.Empty<byte>());
            int count = 0;
            foreach (ContentKey key in keys)
            {
                command.Parameters[0].Value = key.ToBytes();
                count += command.ExecuteScalar() is null ? 0 : 1;
            }

            return count;
        });
    }

    /// <summary>Adds the vectors of some texts and the tokens they took together, all or none. Vectors that the store has stay as they are.</summary>
    /// <param name="keys">The texts' keys.</param>
    /// <param name="fingerprint">The embedder's fingerprint.</param>
    /// <param name="vectors">The vectors, row i that of key i.</param>
    /// <param name="usage">The tokens of the call; null when the provider did not say.</param>
    /// <exception cref="ArgumentException">There are not as many vectors as keys.</exception>
    /// <exception cref="SraClException">The file cannot be written.</exception>
    public void AddEmbeddings(IReadOnlyList<ContentKey> keys, string fingerprint, EmbeddingMatrix vectors, TokenUsage? usage = null) =>
        InsertEmbeddings(keys, fingerprint, vectors, (connection, id) => AddUsage(connection, id, usage));

    /// <summary>Adds vectors that no call was made for.</summary>
    internal void ImportEmbeddings(IReadOnlyList<ContentKey> keys, string fingerprint, EmbeddingMatrix vectors) =>
        InsertEmbeddings(keys, fingerprint, vectors, static (_, _) => { });

    private void InsertEmbeddings(IReadOnlyList<ContentKey> keys, string fingerprint, EmbeddingMatrix vectors, Action<SqliteConnection, long> account)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentException.ThrowIfNullOrEmpty(fingerprint);
        ArgumentNullException.ThrowIfNull(vectors);
        if (vectors.RowCount != keys.Count)
        {
            throw new ArgumentException($"There are {vectors.RowCount} vectors; expected {keys.Count}, one a key.", nameof(vectors));
        }

        _ = _database.Write(connection =>
        {
            long id = connection.AddFingerprint(fingerprint);
            account(connection, id);
            using SqliteCommand command = connection.Command(
                "INSERT INTO embeddings (key, fingerprint, vector, time) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING", Array.Empty<byte>(), id, Array.Empty<byte>(), Now());
            for (int row = 0; row < keys.Count; row++)
            {
                command.Parameters[0].Value = keys[row].ToBytes();
                command.Parameters[2].Value = MemoryMarshal.AsBytes(vectors[row]).ToArray();
                command.ExecuteNonQuery();
            }

            return keys.Count;
        });
    }
}
