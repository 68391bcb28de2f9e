using System.Globalization;
using System.Text.Json;

namespace RecommendApi.Requests;

/// <summary>Reads JSON values, and says in words what is wrong with them.</summary>
internal static class JsonText
{
    private const int MaxIdLength = 256;

    /// <summary>Reads a member's name.</summary>
    /// <param name="member">The member.</param>
    public static string Name(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            throw NoText("A name in the body");
        }
    }

    /// <summary>Reads a list of ids.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">Its name.</param>
    /// <param name="limit">The largest number of them.</param>
    /// <param name="cure">What to do about too many.</param>
    /// <param name="mayBeEmpty">Whether there may be none.</param>
    public static IReadOnlyList<string> Ids(JsonElement value, string name, int limit, string cure, bool mayBeEmpty = false)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw RequestException.Bad($"{name} is {Describe(value)}; expected a list of texts such as [\"id1\", \"id2\"].");
        }

        int count = value.GetArrayLength();
        if (count > limit)
        {
            throw RequestException.Bad(string.Create(CultureInfo.InvariantCulture, $"{name} has {count} entries; expected at most {limit}: {cure}."));
        }

        if (count == 0 && !mayBeEmpty)
        {
            throw RequestException.Bad($"{name} is empty; expected at least one entry{(string.Equals(name, "history", StringComparison.Ordinal) ? string.Empty : ". Leave it out for no restriction")}.");
        }

        var ids = new string[count];
        int index = 0;
        foreach (JsonElement entry in value.EnumerateArray())
        {
            string where = string.Create(CultureInfo.InvariantCulture, $"{name}[{index}]");
            string text = entry.ValueKind == JsonValueKind.String
                ? Text(entry, where)
                : throw RequestException.Bad($"{where} is {Describe(entry)}; expected a text such as \"id1\".");
            ids[index++] = text.Length switch
            {
                0 => throw RequestException.Bad($"{where} is an empty text; expected the id of an item or the name of a category."),
                > MaxIdLength => throw RequestException.Bad(string.Create(CultureInfo.InvariantCulture, $"{where} has {text.Length} characters; expected at most {MaxIdLength}.")),
                _ => text,
            };
        }

        return ids;
    }

    /// <summary>Reads a number from 1 to a limit.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">Its name.</param>
    /// <param name="limit">The limit.</param>
    public static int Number(JsonElement value, string name, int limit) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= 1 && number <= limit ? number : throw OutOfRange(name, Describe(value), limit);

    /// <summary>Reads a number from 1 to a limit.</summary>
    /// <param name="text">The text; null where there is none.</param>
    /// <param name="name">Its name.</param>
    /// <param name="otherwise">The number where there is none.</param>
    /// <param name="limit">The limit.</param>
    public static int Number(string? text, string name, int otherwise, int limit) =>
        text is null ? Math.Min(otherwise, limit)
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= limit ? number : throw OutOfRange(name, Quote(text), limit);

    /// <summary>Reads true or false.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">Its name.</param>
    public static bool Flag(JsonElement value, string name) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw RequestException.Bad($"{name} is {Describe(value)}; expected true or false."),
    };

    /// <summary>Says what a value is, in a few words.</summary>
    /// <param name="value">The value.</param>
    public static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "the text " + Quote(Text(value, "A text")),
        JsonValueKind.Number => Shortened(value.GetRawText()),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    /// <summary>Makes the error for what is written as a text and is none.</summary>
    /// <param name="where">What it is.</param>
    public static RequestException NoText(string where) => RequestException.Bad($"{where} is not valid text: it has bytes that are not UTF-8, or one half of a surrogate pair. Expected Unicode text.");

    /// <summary>Puts a text in quotes, shortened.</summary>
    /// <param name="text">The text.</param>
    public static string Quote(string text) => $"'{Shortened(text)}'";

    private static RequestException OutOfRange(string name, string value, int limit) =>
        RequestException.Bad(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; expected a whole number from 1 to {limit}."));

    private static string Shortened(string text)
    {
        const int Shown = 60;
        return text.Length <= Shown ? text : text[..(char.IsHighSurrogate(text[Shown - 1]) ? Shown - 1 : Shown)] + "...";
    }

    private static string Text(JsonElement value, string where)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw NoText(where);
        }
    }
}
