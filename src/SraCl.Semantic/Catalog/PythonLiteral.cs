using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using SraCl.Files;

namespace SraCl.Semantic.Catalog;

/// <summary>Turns a dictionary as Python 2 or 3 prints it into JSON, into reused buffers.</summary>
/// <remarks>
/// Lists and tuples become arrays; None, nan and inf become null. Escaped bytes above 127 of a text without <c>u</c> before it, which Python 2 writes for its byte
/// strings, are UTF-8 where they can be and Latin-1 otherwise. Sets, bytes that are no text, sums and calls are refused. Not safe for concurrent use.
/// </remarks>
internal sealed partial class PythonLiteral
{
    /// <summary>Less than <see cref="JsonDocument"/> takes; no catalog comes near it, and a line of brackets must not exhaust the stack.</summary>
    private const int MaxDepth = 32;

    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly ArrayBufferWriter<char> _string = new();
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private char[] _text = [];
    private int _length;
    private int _position;

    /// <summary>Translates a line.</summary>
    /// <param name="line">The literal in UTF-8.</param>
    /// <returns>The JSON, valid until the next call.</returns>
    /// <exception cref="FormatException">The line is not such a literal.</exception>
    public ReadOnlyMemory<byte> ToJson(ReadOnlySpan<byte> line)
    {
        if (_text.Length < line.Length)
        {
            _text = new char[2 * line.Length];
        }

        if (Utf8.ToUtf16(line, _text, out _, out _length, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            throw new FormatException("The line is not UTF-8.");
        }

        _position = 0;
        _output.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_output))
        {
            WriteValue(json, depth: 0);
        }

        SkipSpaces();
        return _position == _length ? _output.WrittenMemory : throw Unexpected("the end of the line");
    }

    private void WriteValue(Utf8JsonWriter json, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new FormatException($"Lists and dictionaries are nested more than {MaxDepth} deep.");
        }

        SkipSpaces();
        switch (Peek())
        {
            case '{':
                WriteDictionary(json, depth);
                break;
            case '[':
                WriteList(json, depth, ']');
                break;
            case '(':
                WriteList(json, depth, ')');
                break;
            case var _ when AtString():
                json.WriteStringValue(ReadString());
                break;
            default:
                WriteWord(json, ReadWord());
                break;
        }
    }

    private void WriteDictionary(Utf8JsonWriter json, int depth)
    {
        json.WriteStartObject();
        _position++;
        while (!TryTake('}'))
        {
            json.WritePropertyName(AtString() ? ReadString() : ReadWord());
            if (!TryTake(':'))
            {
                throw Unexpected("':'");
            }

            WriteValue(json, depth + 1);
            EndElement('}');
        }

        json.WriteEndObject();
    }

    private void WriteList(Utf8JsonWriter json, int depth, char end)
    {
        json.WriteStartArray();
        _position++;
        while (!TryTake(end))
        {
            WriteValue(json, depth + 1);
            EndElement(end);
        }

        json.WriteEndArray();
    }

    private void EndElement(char end)
    {
        if (!TryTake(','))
        {
            SkipSpaces();
            if (Peek() != end)
            {
                throw Unexpected($"',' or '{end}'");
            }
        }
    }

    private void WriteWord(Utf8JsonWriter json, ReadOnlySpan<char> word)
    {
        switch (word)
        {
            case "None" or "nan" or "inf" or "-nan" or "-inf":
                json.WriteNullValue();
                return;
            case "True":
                json.WriteBooleanValue(true);
                return;
            case "False":
                json.WriteBooleanValue(false);
                return;
        }

        ReadOnlySpan<char> digits = word.TrimEnd('L'); // Python 2 writes it after long integers.
        if (JsonNumber().IsMatch(digits))
        {
            json.WriteRawValue(digits, skipInputValidation: true);
        }
        else if (word[0] is '+' or '-' or '.' or (>= '0' and <= '9') && double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
        {
            json.WriteNumberValue(number);
        }
        else
        {
            throw new FormatException($"At character {_position - word.Length + 1}: '{Excerpt.Of(word)}' is no text, number, list, dictionary, True, False or None.");
        }
    }

    /// <summary>Reads a number or a name.</summary>
    private ReadOnlySpan<char> ReadWord()
    {
        int start = _position;
        while (_position < _length && (char.IsAsciiLetterOrDigit(_text[_position]) || _text[_position] is '.' or '+' or '-' or '_'))
        {
            _position++;
        }

        return _position > start ? _text.AsSpan(start.._position) : throw Unexpected("a value");
    }

    /// <summary>Reads a text; valid until the next one.</summary>
    private ReadOnlySpan<char> ReadString()
    {
        int start = _position;
        bool isUnicode = Peek() is 'u' or 'U';
        if (char.IsAsciiLetter(Peek()))
        {
            _position++;
        }

        char quote = _text[_position++];
        _string.ResetWrittenCount();
        while (true)
        {
            ReadOnlySpan<char> rest = _text.AsSpan(_position.._length);
            int plain = rest.IndexOfAny(quote, '\\');
            if (plain < 0)
            {
                throw new FormatException($"At character {start + 1}: the text is not closed.");
            }

            _string.Write(rest[..plain]);
            _position += plain + 1;
            if (rest[plain] == quote)
            {
                break;
            }

            ReadEscape(isUnicode);
        }

        ReadOnlySpan<char> text = _string.WrittenSpan;
        return IsUtf16(text) ? text : throw new FormatException($"At character {start + 1}: the text has half a surrogate pair.");
    }

    /// <summary>Reads what follows a backslash.</summary>
    private void ReadEscape(bool isUnicode)
    {
        char kind = Peek();
        _position++;
        switch (kind)
        {
            case 'n' or 'r' or 't' or 'a' or 'b' or 'f' or 'v':
                Append("\n\r\t\a\b\f\v"["nrtabfv".IndexOf(kind, StringComparison.Ordinal)]);
                break;
            case '\\' or '\'' or '"':
                Append(kind);
                break;
            case 'x' when isUnicode:
                Append((char)ReadHex(2));
                break;
            case 'x':
                ReadBytes();
                break;
            case 'u':
                Append((char)ReadHex(4));
                break;
            case 'U':
                int point = ReadHex(8);
                if (!Rune.IsValid(point))
                {
                    throw new FormatException($"At character {_position - 9}: there is no such character.");
                }

                _string.Write(new Rune(point).ToString());
                break;
            case >= '0' and <= '7':
                _position--;
                Append((char)ReadOctal());
                break;
            default:
                // As Python does: the backslash is an ordinary character before any other. The end of the line is found by the caller.
                _position--;
                Append('\\');
                break;
        }
    }

    /// <summary>Reads escaped bytes that stand side by side, after the first one's <c>\x</c>.</summary>
    private void ReadBytes()
    {
        _bytes.ResetWrittenCount();
        while (true)
        {
            _bytes.Write([(byte)ReadHex(2)]);
            if (!_text.AsSpan(_position.._length).StartsWith("\\x"))
            {
                break;
            }

            _position += 2;
        }

        if (Utf8.IsValid(_bytes.WrittenSpan))
        {
            _string.Write(Encoding.UTF8.GetString(_bytes.WrittenSpan));
            return;
        }

        foreach (byte value in _bytes.WrittenSpan)
        {
            Append((char)value);
        }
    }

    private int ReadHex(int digits)
    {
        ReadOnlySpan<char> text = _text.AsSpan(_position..Math.Min(_position + digits, _length));
        if (text.Length < digits || !uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value))
        {
            throw Unexpected($"{digits} hexadecimal digits");
        }

        _position += digits;
        return unchecked((int)value);
    }

    private int ReadOctal()
    {
        int value = 0;
        for (int i = 0; i < 3 && Peek() is >= '0' and <= '7'; i++)
        {
            value = (8 * value) + (_text[_position++] - '0');
        }

        return value;
    }

    private void Append(char c) => _string.Write([c]);

    /// <summary>Gets the next character; zero at the end of the line, where no literal has one outside a text.</summary>
    private char Peek() => _position < _length ? _text[_position] : '\0';

    private bool AtString()
    {
        SkipSpaces();
        return Peek() is '\'' or '"' || (Peek() is 'u' or 'U' or 'b' or 'B' && _position + 1 < _length && _text[_position + 1] is '\'' or '"');
    }

    private bool TryTake(char c)
    {
        SkipSpaces();
        bool found = Peek() == c && _position < _length;
        _position += found ? 1 : 0;
        return found;
    }

    private void SkipSpaces()
    {
        while (Peek() is ' ' or '\t')
        {
            _position++;
        }
    }

    private static bool IsUtf16(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            int surrogate = text.IndexOfAnyInRange('\uD800', '\uDFFF');
            if (surrogate < 0)
            {
                return true;
            }

            if (Rune.DecodeFromUtf16(text[surrogate..], out _, out int length) != OperationStatus.Done)
            {
                return false;
            }

            text = text[(surrogate + length)..];
        }

        return true;
    }

    private FormatException Unexpected(string expected) => new(_position < _length
        ? $"At character {_position + 1}: expected {expected}, found '{Excerpt.Of([_text[_position]])}'."
        : $"At the end of the line: expected {expected}.");

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex JsonNumber();
}
