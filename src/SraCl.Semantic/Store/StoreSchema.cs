using Microsoft.Data.Sqlite;

namespace SraCl.Semantic.Store;

/// <summary>The tables of a store.</summary>
internal static class StoreSchema
{
    /// <summary>Raised whenever a store that this version writes could not be read rightly by the one before.</summary>
    public const int Version = 1;

    /// <summary>Marks a file as ours ("SrCl"), so that no other application's database is written to.</summary>
    public const int ApplicationId = 0x5372436C;

    private const string Tables = """
        CREATE TABLE fingerprints (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
        CREATE TABLE answers (
            key BLOB NOT NULL PRIMARY KEY, fingerprint INTEGER NOT NULL REFERENCES fingerprints,
            text TEXT NOT NULL, model TEXT, input_tokens INTEGER, output_tokens INTEGER, time INTEGER NOT NULL);
        CREATE TABLE failures (
            key BLOB NOT NULL PRIMARY KEY, fingerprint INTEGER NOT NULL REFERENCES fingerprints,
            reason TEXT NOT NULL, count INTEGER NOT NULL, time INTEGER NOT NULL);
        CREATE TABLE usage (
            fingerprint INTEGER NOT NULL PRIMARY KEY REFERENCES fingerprints,
            calls INTEGER NOT NULL, unmeasured_calls INTEGER NOT NULL, input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL);
        CREATE TABLE embeddings (
            key BLOB NOT NULL PRIMARY KEY, fingerprint INTEGER NOT NULL REFERENCES fingerprints, vector BLOB NOT NULL, time INTEGER NOT NULL);
        PRAGMA application_id = 1399997292;
        PRAGMA user_version = 1;
        """;

    /// <summary>Makes the tables where the file is new; refuses files of others and of later versions.</summary>
    public static void Ensure(SqliteConnection connection, string path)
    {
        // Reading first: opening a finished store must not wait for another process that writes. In a transaction: what is read belongs together, though another process
        // may make the tables between two statements.
        using (SqliteTransaction reading = connection.BeginTransaction(deferred: true))
        {
            if (IsReady(connection, path))
            {
                return;
            }
        }

        using SqliteTransaction writing = connection.BeginTransaction();
        if (!IsReady(connection, path))
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = Tables;
            command.ExecuteNonQuery();
        }

        writing.Commit();
    }

    private static bool IsReady(SqliteConnection connection, string path)
    {
        long application = Number(connection, "PRAGMA application_id");
        long version = Number(connection, "PRAGMA user_version");
        if (application == ApplicationId)
        {
            return version <= Version ? true : throw new SraClException(
                $"The store '{path}' has the format version {version}; this version of SraCl reads up to {Version}. Update SraCl, or use another file.");
        }

        return Number(connection, "SELECT count(*) FROM sqlite_master") == 0 && application == 0 && version == 0 ? false : throw new SraClException(
            $"'{path}' is an SQLite database of another application; expected a store of SraCl or no file. Use another file.");
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
