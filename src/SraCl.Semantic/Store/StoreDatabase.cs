using System.Globalization;
using Microsoft.Data.Sqlite;

namespace SraCl.Semantic.Store;

/// <summary>The connection of a store: one, used by one caller at a time. Every error names the file.</summary>
/// <remarks>
/// Safe for concurrent use. Statements take microseconds beside calls that take seconds, so that one connection is enough; other processes have their own.
/// </remarks>
internal sealed class StoreDatabase : IDisposable
{
    /// <summary>How long to wait for another process that writes; its transactions are short, but for imports.</summary>
    private const int BusySeconds = 60;

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly SqliteConnection _connection;
    private bool _disposed;

    public StoreDatabase(string path)
    {
        _path = path;

        // Without the pool, disposing closes the file.
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = BusySeconds }.ToString());
        try
        {
            Translate(() =>
            {
                _connection.Open();

                // In WAL mode readers and a writer do not wait for each other. With synchronous = NORMAL what was committed outlives the process, and no commit waits for
                // the disk; a failure of power may take the last ones.
                using SqliteCommand command = _connection.CreateCommand();
                command.CommandText = string.Create(
                    CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {BusySeconds * 1000}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
                command.ExecuteNonQuery();
                StoreSchema.Ensure(_connection, path);
                return true;
            });
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs statements that read.</summary>
    public T Read<T>(Func<SqliteConnection, T> read)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(SemanticStore));
            return Translate(() => read(_connection));
        }
    }

    /// <summary>Runs statements that write, all of them or none.</summary>
    public T Write<T>(Func<SqliteConnection, T> write)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(SemanticStore));
            return Translate(() =>
            {
                using SqliteTransaction transaction = _connection.BeginTransaction();
                T result = write(_connection);
                transaction.Commit();
                return result;
            });
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _connection.Dispose();
        }
    }

    private T Translate<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException e)
        {
            string cure = e.SqliteErrorCode switch
            {
                5 or 6 => $"Another process has been writing for more than {BusySeconds} seconds; wait for it or stop it.",
                8 or 14 => "Expected a file in a folder that exists and can be written to.",
                10 or 13 => "Make room on the disk, and check that it works; network disks cannot hold a store.",
                11 => "The file is damaged; restore it, or use another and import what was exported.",
                26 => "Expected a store of SraCl or no file; use another file.",
                _ => "Check the file, or use another.",
            };
            throw new SraClException($"The store '{_path}' (full path '{Path.GetFullPath(_path)}') cannot be used: {e.Message} {cure}", e);
        }
    }
}
