using System.Text;
using System.Text.Json;

namespace SraCl.Training.Data;

/// <summary>A field that is picked out of one JSON object after another, into one reused buffer.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
internal sealed class JsonField(IReadOnlyList<string> names)
{
    private readonly byte[][] _names = names.Select(Encoding.UTF8.GetBytes).ToArray();
    private char[] _buffer = new char[64];
    private int _length;
    private int _rank;

    /// <summary>Gets the value's text, valid until the next <see cref="Clear"/>; empty when the object has no such field.</summary>
    public ReadOnlyMemory<char> Text => _buffer.AsMemory(0, _length);

    /// <summary>Forgets the value before the next object.</summary>
    public void Clear()
    {
        _length = 0;
        _rank = int.MaxValue;
    }

    /// <summary>Gives the place of a property name among the field's names.</summary>
    /// <param name="json">The reader at a property name.</param>
    /// <returns>The place, lower is preferred; -1 for another field or one that a preferred name has given already.</returns>
    public int Rank(ref Utf8JsonReader json)
    {
        for (int rank = 0; rank < _names.Length; rank++)
        {
            if (json.ValueTextEquals(_names[rank]))
            {
                return rank < _rank ? rank : -1;
            }
        }

        return -1;
    }

    /// <summary>Takes the value: a string, or a number as it is written. Anything else counts as absent.</summary>
    /// <param name="json">The reader at the value.</param>
    /// <param name="rank">The place of the property name.</param>
    public void Take(ref Utf8JsonReader json, int rank)
    {
        if (json.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
        {
            return;
        }

        if (_buffer.Length < json.ValueSpan.Length)
        {
            _buffer = new char[2 * json.ValueSpan.Length];
        }

        _length = json.TokenType == JsonTokenType.String ? json.CopyString(_buffer) : Encoding.UTF8.GetChars(json.ValueSpan, _buffer);
        _rank = rank;
    }
}
