using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SraCl.Semantic.Summaries;

/// <summary>Reads the answers of models as they really come: with sentences before the JSON, in code fences, as plain text, too long, or not at all.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public static partial class SummaryParser
{
    // The two fields that the official item prompt asks for, letters alone.
    private const string DescriptionField = "itemsummary";
    private const string UsersField = "potentialuseranalysis";

    // Answers quote other things in braces now and then; nobody writes hundreds of them.
    private const int MaxObjects = 100;

    private static readonly JsonDocumentOptions Tolerant = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads an answer about an item, which was asked for as a JSON object with the texts "item summary" and "potential user analysis".</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="limits">How long the texts may be; null for the defaults.</param>
    /// <returns>The texts; an answer without those parts is one text.</returns>
    /// <exception cref="SummaryException">The answer is empty, or a refusal.</exception>
    /// <exception cref="SraClException">A limit is out of its range.</exception>
    public static ItemSummary ParseItem(string answer, SummaryLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(answer);
        limits = Check(limits);
        string text = Clean(answer);
        if (!TryReadObjects(text, out string? description, out string? users) && !TryReadHeadings(text, out description, out users))
        {
            return new ItemSummary(WordLimit.Apply(CheckPlain(text), limits.ItemWords + limits.UserWords), PotentialUsers: null);
        }

        // One part alone still says something about the item.
        (description, users) = string.IsNullOrWhiteSpace(description) ? (users, null) : (description, users);
        return new ItemSummary(
            WordLimit.Apply(CheckPlain(description ?? string.Empty), limits.ItemWords),
            string.IsNullOrWhiteSpace(users) ? null : WordLimit.Apply(users, limits.UserWords));
    }

    /// <summary>Reads an answer about a sequence, which was asked for as one paragraph.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="limits">How long the text may be; null for the defaults.</param>
    /// <returns>The text.</returns>
    /// <exception cref="SummaryException">The answer is empty, or a refusal.</exception>
    /// <exception cref="SraClException">A limit is out of its range.</exception>
    public static SummaryText ParseSequence(string answer, SummaryLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return WordLimit.Apply(CheckPlain(Clean(answer)), Check(limits).SequenceWords);
    }

    private static SummaryLimits Check(SummaryLimits? limits)
    {
        limits ??= new SummaryLimits();
        limits.Validate();
        return limits;
    }

    private static string CheckPlain(string text)
    {
        string trimmed = text.Trim();
        return trimmed.Length == 0 ? throw new SummaryException("The answer is empty.", isTransient: true)
            : Refusal().IsMatch(trimmed) ? throw new SummaryException($"The model refused to answer: '{WordLimit.Apply(trimmed, 30).Text}'.", isTransient: false)
            : trimmed;
    }

    /// <summary>Takes away what surrounds an answer: the thoughts of reasoning models and the fences of code blocks.</summary>
    private static string Clean(string answer) => Fence().Replace(Thoughts().Replace(answer, string.Empty), string.Empty).Trim();

    private static bool TryReadObjects(string text, [NotNullWhen(true)] out string? description, out string? users)
    {
        (description, users) = (null, null);
        int start = text.IndexOf('{', StringComparison.Ordinal);
        for (int tries = 0; start >= 0 && tries < MaxObjects; tries++)
        {
            if (EndOfObject(text, start) is { } end && TryReadObject(text[start..end], out description, out users))
            {
                description ??= string.Empty;
                return true;
            }

            start = text.IndexOf('{', start + 1);
        }

        return false;
    }

    private static bool TryReadObject(string json, out string? description, out string? users)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Tolerant);
            description = Find(document.RootElement, DescriptionField);
            users = Find(document.RootElement, UsersField);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text with escapes that are half of a character.
            (description, users) = (null, null);
        }

        return description is not null || users is not null;
    }

    /// <summary>Finds where an object ends: after the brace that closes it, outside strings; null where it does not end.</summary>
    private static int? EndOfObject(string text, int start)
    {
        int depth = 0;
        bool inString = false;
        for (int i = start; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when inString:
                    i++;
                    break;
                case '"':
                    inString = !inString;
                    break;
                case '{' when !inString:
                    depth++;
                    break;
                case '}' when !inString && --depth == 0:
                    return i + 1;
            }
        }

        return null;
    }

    /// <summary>Finds a field at any depth, whatever the case and the separators of its name.</summary>
    private static string? Find(JsonElement element, string field)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            return element.EnumerateArray().Select(entry => Find(entry, field)).FirstOrDefault(text => text is not null);
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        JsonProperty[] properties = [.. element.EnumerateObject()];
        int index = Array.FindIndex(properties, property => string.Equals(string.Concat(property.Name.Where(char.IsLetter)), field, StringComparison.OrdinalIgnoreCase));
        return index >= 0
            ? Text(properties[index].Value)
            : properties.Select(property => Find(property.Value, field)).FirstOrDefault(text => text is not null);
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => string.Join(' ', value.EnumerateArray().Select(Text)),
        JsonValueKind.Object => string.Join(' ', value.EnumerateObject().Select(property => Text(property.Value))),
        JsonValueKind.Null => string.Empty,
        _ => value.ToString(),
    };

    /// <summary>Reads broken JSON (quotes inside texts, cut ends) and headings: each text reaches to the next field's name or to the end.</summary>
    private static bool TryReadHeadings(string text, [NotNullWhen(true)] out string? description, out string? users)
    {
        Match descriptionMatch = DescriptionHeading().Match(text);
        Match usersMatch = UsersHeading().Match(text);
        description = Part(text, descriptionMatch, usersMatch) ?? string.Empty;
        users = Part(text, usersMatch, descriptionMatch);
        return descriptionMatch.Success || usersMatch.Success;
    }

    private static string? Part(string text, Match heading, Match other)
    {
        if (!heading.Success)
        {
            return null;
        }

        int start = heading.Index + heading.Length;
        int end = other.Success && other.Index > heading.Index ? other.Index : text.Length;
        string part = WithoutClosing(text[start..end]).Trim(' ', '\r', '\n', '\t', '{', '}', '[', ']', ',', '"', '\'', '*', '#', '_', '“', '”');
        return part.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\n", " ", StringComparison.Ordinal);
    }

    /// <summary>Takes away the end of the JSON object and what the model says after it.</summary>
    private static string WithoutClosing(string part) => part.LastIndexOf('}') is var brace && brace >= 0 && part.AsSpan(0, brace).TrimEnd() is [.., '"'] ? part[..brace] : part;

    [GeneratedRegex(@"\A\s*<think>.*?</think>", RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Thoughts();

    [GeneratedRegex(@"^[ \t]*```[A-Za-z]*[ \t]*\r?$", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Fence();

    [GeneratedRegex("""["'“*#_ \t]*(?:\d+[.)][ \t]*)?["'“*#_]*item[ _-]*summary["'”*_]*[ \t]*:["'”*_]*""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex DescriptionHeading();

    [GeneratedRegex("""["'“*#_ \t]*(?:\d+[.)][ \t]*)?["'“*#_]*potential[ _-]*user[ _-]*analysis["'”*_]*[ \t]*:["'”*_]*""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex UsersHeading();

    // Only how an answer begins: summaries may well contain these words.
    [GeneratedRegex(
        @"\A(i['’]m sorry|i am sorry|sorry[,.!]? (but|i|as an ai)|i apologi[sz]e|i cannot|i can['’]t|i am unable|i['’]m unable|i am not able|i['’]m not able|i won['’]t|as an ai|as a language model|unfortunately, i (cannot|can['’]t|am unable|am not able))\b",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Refusal();
}
