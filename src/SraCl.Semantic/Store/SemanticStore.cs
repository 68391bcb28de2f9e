using Microsoft.Data.Sqlite;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Store;

/// <summary>
/// Keeps what models said in an SQLite file: answers, failures, tokens and vectors, each found by the hash of what decides about it (<see cref="ContentKey"/>), so
/// that nothing is asked twice and nothing is taken for something else.
/// </summary>
/// <remarks>
/// <para>
/// What a method has written outlives the process, whatever ends it; a failure of power may take the last writes. The file is in SQLite's WAL mode (two more files stand beside it
/// while it is open) and belongs on a local disk. It grows with every model that was asked; nothing is removed.
/// </para>
/// <para>Safe for concurrent use by threads and by processes.</para>
/// </remarks>
public sealed partial class SemanticStore : IDisposable
{
    private readonly StoreDatabase _database;
    private readonly TimeProvider _time;

    private SemanticStore(StoreDatabase database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    /// <summary>Opens a store.</summary>
    /// <param name="path">The file, such as <c>semantics.db</c>; made where there is none.</param>
    /// <param name="time">Says when something was stored; null for the system's clock.</param>
    /// <returns>The store.</returns>
    /// <exception cref="SraClException">The file cannot be used, is something else, or was written by a later version of SraCl.</exception>
    public static SemanticStore Open(string path, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new SemanticStore(new StoreDatabase(path), time ?? TimeProvider.System);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _database.Dispose();

    /// <summary>Looks an answer up.</summary>
    /// <param name="key">The prompt's key.</param>
    /// <returns>The answer; null when there is none.</returns>
    /// <exception cref="SraClException">The file cannot be read.</exception>
    public SummaryAnswer? FindAnswer(ContentKey key) => _database.Read(connection => FindAnswer(connection, key));

    /// <summary>Reads all answers under a fingerprint.</summary>
    /// <param name="fingerprint">The summarizer's fingerprint.</param>
    /// <returns>The answers.</returns>
    /// <exception cref="SraClException">The file cannot be read.</exception>
    public IReadOnlyDictionary<ContentKey, SummaryAnswer> ReadAnswers(string fingerprint)
    {
        ArgumentException.ThrowIfNullOrEmpty(fingerprint);
        return _database.Read(connection =>
        {
            using SqliteCommand command = connection.Command(
                "SELECT text, model, input_tokens, output_tokens, key FROM answers WHERE fingerprint = (SELECT id FROM fingerprints WHERE text = $1)", fingerprint);
            using SqliteDataReader reader = command.ExecuteReader();
            var answers = new Dictionary<ContentKey, SummaryAnswer>();
            while (reader.Read())
            {
                answers.Add(Key(reader, 4), Answer(reader));
            }

            return answers;
        });
    }

    /// <summary>Adds an answer and the tokens it took; a failure of the same prompt is forgotten.</summary>
    /// <param name="key">The prompt's key.</param>
    /// <param name="fingerprint">The summarizer's fingerprint.</param>
    /// <param name="answer">The answer.</param>
    /// <returns>The answer that the store holds: another one where another process was first.</returns>
    /// <exception cref="SraClException">The file cannot be written.</exception>
    public SummaryAnswer AddAnswer(ContentKey key, string fingerprint, SummaryAnswer answer)
    {
        ArgumentException.ThrowIfNullOrEmpty(fingerprint);
        ArgumentNullException.ThrowIfNull(answer);
        return _database.Write(connection =>
        {
            long id = connection.AddFingerprint(fingerprint);
            AddUsage(connection, id, answer.Usage);
            connection.Execute("DELETE FROM failures WHERE key = $1", key.ToBytes());
            return Insert(connection, key, id, answer, Now()) ? answer : FindAnswer(connection, key)!;
        });
    }

    /// <summary>Adds a failure, or counts it where the prompt failed before. It is never an answer: the prompt is asked again in the next run.</summary>
    /// <param name="key">The prompt's key.</param>
    /// <param name="fingerprint">The summarizer's fingerprint.</param>
    /// <param name="reason">Why there is no usable answer; without secrets.</param>
    /// <exception cref="SraClException">The file cannot be written.</exception>
    public void AddFailure(ContentKey key, string fingerprint, string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(fingerprint);
        ArgumentException.ThrowIfNullOrEmpty(reason);
        _ = _database.Write(connection => connection.Execute(
            """
            INSERT INTO failures (key, fingerprint, reason, count, time) SELECT $1, $2, $3, 1, $4 WHERE NOT EXISTS (SELECT 1 FROM answers WHERE key = $1)
            ON CONFLICT (key) DO UPDATE SET reason = excluded.reason, count = count + 1, time = excluded.time
            """,
            key.ToBytes(),
            connection.AddFingerprint(fingerprint),
            reason,
            Now()));
    }

    /// <summary>Reads the prompts that have no answer because they failed.</summary>
    /// <param name="fingerprint">The summarizer's fingerprint.</param>
    /// <returns>The failures, in the order in which they first failed.</returns>
    /// <exception cref="SraClException">The file cannot be read.</exception>
    public IReadOnlyList<StoredFailure> ReadFailures(string fingerprint)
    {
        ArgumentException.ThrowIfNullOrEmpty(fingerprint);
        return _database.Read(connection =>
        {
            using SqliteCommand command = connection.Command(
                "SELECT key, reason, count, time FROM failures WHERE fingerprint = (SELECT id FROM fingerprints WHERE text = $1) ORDER BY rowid", fingerprint);
            using SqliteDataReader reader = command.ExecuteReader();
            var failures = new List<StoredFailure>();
            while (reader.Read())
            {
                failures.Add(new StoredFailure(Key(reader, 0), reader.GetString(1), reader.GetInt32(2), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(3))));
            }

            return failures;
        });
    }

    /// <summary>Reads what the calls under each fingerprint took, embedders included.</summary>
    /// <returns>The totals by fingerprint.</returns>
    /// <exception cref="SraClException">The file cannot be read.</exception>
    public IReadOnlyDictionary<string, StoredUsage> ReadUsage() => _database.Read(connection =>
    {
        using SqliteCommand command = connection.Command(
            "SELECT text, calls, unmeasured_calls, input_tokens, output_tokens FROM usage JOIN fingerprints ON id = fingerprint ORDER BY id");
        using SqliteDataReader reader = command.ExecuteReader();
        var usage = new Dictionary<string, StoredUsage>(StringComparer.Ordinal);
        while (reader.Read())
        {
            usage.Add(reader.GetString(0), new StoredUsage(reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4)));
        }

        return usage;
    });

    private static SummaryAnswer? FindAnswer(SqliteConnection connection, ContentKey key)
    {
        using SqliteCommand command = connection.Command("SELECT text, model, input_tokens, output_tokens FROM answers WHERE key = $1", key.ToBytes());
        using SqliteDataReader reader = command.ExecuteReader();
        return reader.Read() ? Answer(reader) : null;
    }

    private static SummaryAnswer Answer(SqliteDataReader reader) => new(reader.GetString(0))
    {
        Model = reader.TextOrNull(1),
        Usage = reader.IsDBNull(2) ? null : new TokenUsage(reader.GetInt64(2), reader.GetInt64(3)),
    };

    private static ContentKey Key(SqliteDataReader reader, int column) => ContentKey.FromBytes(reader.GetFieldValue<byte[]>(column));

    private static bool Insert(SqliteConnection connection, ContentKey key, long fingerprint, SummaryAnswer answer, long time) => connection.Execute(
        "INSERT INTO answers (key, fingerprint, text, model, input_tokens, output_tokens, time) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        key.ToBytes(),
        fingerprint,
        answer.Text,
        answer.Model,
        answer.Usage?.Input,
        answer.Usage?.Output,
        time) == 1;

    private static void AddUsage(SqliteConnection connection, long fingerprint, TokenUsage? usage) => connection.Execute(
        """
        INSERT INTO usage (fingerprint, calls, unmeasured_calls, input_tokens, output_tokens) VALUES ($1, 1, $2, $3, $4)
        ON CONFLICT (fingerprint) DO UPDATE SET calls = calls + 1, unmeasured_calls = unmeasured_calls + excluded.unmeasured_calls,
            input_tokens = input_tokens + excluded.input_tokens, output_tokens = output_tokens + excluded.output_tokens
        """,
        fingerprint,
        usage is null ? 1 : 0,
        usage?.Input ?? 0,
        usage?.Output ?? 0);

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();
}
