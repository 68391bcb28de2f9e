using System.Globalization;
using System.Text;
using System.Text.Json;
using SraCl.Files;

namespace SraCl.Training.Data;

/// <summary>Reads JSON lines, one object a line, such as the review files of Amazon and Yelp.</summary>
/// <remarks>A line that is not a JSON object, or lacks an id or a time, is a bad row. Safe for concurrent use.</remarks>
public sealed class JsonLinesReader : IInteractionReader
{
    private readonly JsonLinesFields _fields;
    private readonly string _expected;

    /// <summary>Creates a reader.</summary>
    /// <param name="fields">The field names, such as <see cref="JsonLinesFields.Amazon"/>.</param>
    /// <exception cref="SraClException">No name is given for the user or the item.</exception>
    public JsonLinesReader(JsonLinesFields fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        if (fields.User.Count == 0 || fields.Item.Count == 0)
        {
            throw new SraClException($"{nameof(JsonLinesFields)} names no field for {(fields.User.Count == 0 ? "users" : "items")}; expected at least one name.");
        }

        _fields = fields;
        string[] required = new[] { fields.User, fields.Item, fields.Time }.Where(names => names.Count > 0).Select(names => string.Join('/', names)).ToArray();
        _expected = $"one JSON object a line with {string.Join(", ", required)}";
    }

    /// <inheritdoc/>
    public string Name => _fields.Format;

    /// <inheritdoc/>
    public IEnumerable<Interaction> Read(Stream stream, ReadReport report, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(report);
        return ReadRows(stream, report, cancellationToken);
    }

    private IEnumerable<Interaction> ReadRows(Stream stream, ReadReport report, CancellationToken cancellationToken)
    {
        var lines = new LineReader(stream, report.Source);
        var row = new Row(_fields);
        while (lines.TryRead(out ReadOnlyMemory<byte> line))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (line.Span.Trim(" \t"u8).IsEmpty)
            {
                continue;
            }

            if (row.TryParse(line.Span, lines.Number, out Interaction interaction) is { } problem)
            {
                report.Reject(lines.Number, $"{problem}; expected {_expected}.");
            }
            else
            {
                report.Accept();
                yield return interaction;
            }
        }

        report.Complete(_expected);
    }

    /// <summary>The buffers of one reading.</summary>
    private sealed class Row(JsonLinesFields fields)
    {
        private readonly bool _timed = fields.Time.Count > 0;
        private readonly JsonField _user = new(fields.User);
        private readonly JsonField _item = new(fields.Item);
        private readonly JsonField _time = new(fields.Time);
        private readonly JsonField _rating = new(fields.Rating);

        /// <summary>Parses a line and tells what is wrong with it, null when nothing is.</summary>
        public string? TryParse(ReadOnlySpan<byte> line, long number, out Interaction row)
        {
            row = default;
            try
            {
                Scan(line);
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                // InvalidOperationException: a string whose bytes are not UTF-8 or whose escapes are not UTF-16.
                return $"'{Excerpt.Of(Encoding.UTF8.GetString(line[..Math.Min(line.Length, 200)]))}' is {(line.StartsWith("{'"u8) ? "a Python literal, not JSON" : "not a JSON object")}";
            }

            return Convert(number, out row);
        }

        private void Scan(ReadOnlySpan<byte> line)
        {
            _user.Clear();
            _item.Clear();
            _time.Clear();
            _rating.Clear();
            var json = new Utf8JsonReader(line);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                throw new JsonException();
            }

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                JsonField? field = Match(ref json, out int rank);
                json.Read();
                field?.Take(ref json, rank);
                json.Skip();
            }

            // Reads past the closing brace: anything but white space there throws.
            json.Read();
        }

        private JsonField? Match(ref Utf8JsonReader name, out int rank) =>
            (rank = _user.Rank(ref name)) >= 0 ? _user
            : (rank = _item.Rank(ref name)) >= 0 ? _item
            : (rank = _time.Rank(ref name)) >= 0 ? _time
            : (rank = _rating.Rank(ref name)) >= 0 ? _rating
            : null;

        private string? Convert(long number, out Interaction row)
        {
            row = default;
            bool noUser = _user.Text.Span.IsWhiteSpace();
            if (noUser || _item.Text.Span.IsWhiteSpace())
            {
                return $"has no {(noUser ? "user" : "item")} id";
            }

            long? time = null;
            if (_timed)
            {
                if (!EventTime.TryParse(_time.Text.Span, out long parsed))
                {
                    return _time.Text.IsEmpty ? "has no time" : $"'{Excerpt.Of(_time.Text.Span)}' is not a time ({EventTime.Expected})";
                }

                time = parsed;
            }

            double? rating = null;
            if (!_rating.Text.IsEmpty)
            {
                if (!double.TryParse(_rating.Text.Span, NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed) || !double.IsFinite(parsed))
                {
                    return $"'{Excerpt.Of(_rating.Text.Span)}' is not a rating (a number)";
                }

                rating = parsed;
            }

            row = new Interaction(_user.Text, _item.Text, time, rating, number);
            return null;
        }
    }
}
