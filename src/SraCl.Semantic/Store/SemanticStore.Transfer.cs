using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Data.Sqlite;
using SraCl.Neighbors;
using SraCl.Semantic.Storage;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Store;

/// <content>The way into other files and out of them.</content>
public sealed partial class SemanticStore
{
    private static readonly JsonSerializerOptions LineOptions = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // The text goes to files, never into HTML.
    };

    /// <summary>
    /// Writes all answers as JSON lines, oldest first: <c>key</c>, <c>fingerprint</c>, <c>text</c>, <c>time</c>, and where the provider said so <c>model</c>,
    /// <c>inputTokens</c>, <c>outputTokens</c>.
    /// </summary>
    /// <param name="path">The file; an existing one is replaced. It is written whole or not at all.</param>
    /// <returns>The number of answers.</returns>
    /// <exception cref="SraClException">The store cannot be read or the file not be written.</exception>
    public long ExportAnswers(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return _database.Read(connection =>
        {
            long count = 0;
            AtomicFiles.Write(path, stream =>
            {
                using SqliteCommand command = connection.Command(
                    "SELECT a.text, model, input_tokens, output_tokens, key, f.text, time FROM answers a JOIN fingerprints f ON f.id = a.fingerprint ORDER BY a.rowid");
                using SqliteDataReader reader = command.ExecuteReader();
                while (reader.Read())
                {
                    SummaryAnswer answer = Answer(reader);
                    var line = new AnswerLine(
                        Key(reader, 4).ToString(),
                        reader.GetString(5),
                        answer.Text,
                        DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(6)),
                        answer.Model,
                        answer.Usage?.Input,
                        answer.Usage?.Output);
                    JsonSerializer.Serialize(stream, line, LineOptions);
                    stream.WriteByte((byte)'\n');
                    count++;
                }
            });
            return count;
        });
    }

    /// <summary>Adds the answers that <see cref="ExportAnswers"/> wrote, all or none. Answers that the store has stay as they are; the totals of tokens do too.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The number of answers added.</returns>
    /// <exception cref="SraClException">The file cannot be read or a line is no answer; it names the line. Or the store cannot be written.</exception>
    public long ImportAnswers(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return _database.Write(connection =>
        {
            long added = 0;
            foreach (AnswerLine line in ReadLines(path))
            {
                ContentKey key = line.ContentKey;
                var answer = new SummaryAnswer(line.Text)
                {
                    Model = line.Model,
                    Usage = line is { InputTokens: { } input, OutputTokens: { } output } ? new TokenUsage(input, output) : null,
                };
                if (Insert(connection, key, connection.AddFingerprint(line.Fingerprint), answer, line.Time.ToUnixTimeMilliseconds()))
                {
                    connection.Execute("DELETE FROM failures WHERE key = $1", key.ToBytes());
                    added++;
                }
            }

            return added;
        });
    }

    /// <summary>Writes the vectors of texts as a NumPy matrix of single precision, row i that of text i.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="fingerprint">The embedder's fingerprint.</param>
    /// <param name="texts">The texts, at least one.</param>
    /// <exception cref="SraClException">The store lacks a vector, has some of different lengths, or the file cannot be written.</exception>
    public void ExportEmbeddings(string path, string fingerprint, IReadOnlyList<string> texts)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        IReadOnlyList<float[]?> vectors = FindEmbeddings(Keys(fingerprint, texts));
        int missing = vectors.Count(vector => vector is null);
        if (missing > 0)
        {
            throw new SraClException($"The store lacks the vectors of {missing} of {vectors.Count} texts under the fingerprint '{fingerprint}'. Embed the texts first.");
        }

        NpyFile.WriteEmbeddings(path, StoredVectors.Matrix(vectors!, fingerprint));
    }

    /// <summary>Adds vectors that were made elsewhere, all or none. Vectors that the store has stay as they are; the totals of tokens do too.</summary>
    /// <param name="path">A NumPy matrix, row i the vector of text i.</param>
    /// <param name="fingerprint">The fingerprint of the embedder that made them.</param>
    /// <param name="texts">The texts, at least one.</param>
    /// <exception cref="SraClException">The file cannot be read, or has not one row a text.</exception>
    public void ImportEmbeddings(string path, string fingerprint, IReadOnlyList<string> texts)
    {
        ContentKey[] keys = Keys(fingerprint, texts);
        EmbeddingMatrix vectors = NpyFile.ReadEmbeddings(path);
        if (vectors.RowCount != keys.Length)
        {
            throw new SraClException($"'{path}' has {vectors.RowCount} rows; expected {keys.Length}, one a text. Give the texts it was made of, in the same order.");
        }

        ImportEmbeddings(keys, fingerprint, vectors);
    }

    private static ContentKey[] Keys(string fingerprint, IReadOnlyList<string> texts)
    {
        ArgumentException.ThrowIfNullOrEmpty(fingerprint);
        ArgumentNullException.ThrowIfNull(texts);
        return texts.Count > 0 ? [.. texts.Select(text => ContentKey.OfText(fingerprint, text))] : throw new ArgumentException("There is no text; expected at least one.", nameof(texts));
    }

    private static IEnumerable<AnswerLine> ReadLines(string path)
    {
        IEnumerable<string> lines;
        try
        {
            lines = File.ReadLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SraClException($"'{path}' (full path '{Path.GetFullPath(path)}') cannot be read: {e.Message} Expected answers as JSON lines.", e);
        }

        long number = 0;
        foreach (string text in lines)
        {
            number++;
            if (text.Length > 0)
            {
                yield return AnswerLine.Parse(text, LineOptions, path, number);
            }
        }
    }
}
