using Microsoft.Data.Sqlite;

namespace SraCl.Semantic.Store;

/// <summary>Short forms for statements.</summary>
internal static class StoreCommands
{
    /// <summary>Makes a statement whose parameters are $1, $2, ...; a null value is an SQL null.</summary>
    public static SqliteCommand Command(this SqliteConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue(Names[i], values[i] ?? DBNull.Value);
        }

        return command;
    }

    /// <summary>Runs a statement.</summary>
    /// <returns>The number of rows it changed.</returns>
    public static int Execute(this SqliteConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        using SqliteCommand command = connection.Command(sql, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>Reads a text that can be null.</summary>
    public static string? TextOrNull(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>Finds the number of a fingerprint, and gives it one where it has none.</summary>
    public static long AddFingerprint(this SqliteConnection connection, string fingerprint)
    {
        connection.Execute("INSERT INTO fingerprints (text) VALUES ($1) ON CONFLICT DO NOTHING", fingerprint);
        using SqliteCommand command = connection.Command("SELECT id FROM fingerprints WHERE text = $1", fingerprint);
        return (long)command.ExecuteScalar()!;
    }

    private static readonly string[] Names = ["$1", "$2", "$3", "$4", "$5", "$6", "$7"];
}
