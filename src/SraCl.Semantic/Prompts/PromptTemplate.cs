using System.Text;

namespace SraCl.Semantic.Prompts;

/// <summary>A text with named places in braces, such as <c>{title}</c>; two braces stand for one.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
internal sealed class PromptTemplate
{
    /// <summary>Begins the placeholders of attributes, whose names depend on the catalog.</summary>
    public const string AttributePrefix = "attribute:";

    private readonly List<(string Text, bool IsPlaceholder)> _parts;

    private PromptTemplate(List<(string Text, bool IsPlaceholder)> parts) => _parts = parts;

    /// <summary>Reads a template.</summary>
    /// <param name="text">The template.</param>
    /// <param name="option">The option that holds it, for errors.</param>
    /// <param name="names">The placeholders that can be filled; attributes too where one is <see cref="AttributePrefix"/>.</param>
    public static PromptTemplate Parse(string text, string option, IReadOnlyList<string> names)
    {
        var parts = new List<(string Text, bool IsPlaceholder)>();
        var literal = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is not ('{' or '}'))
            {
                literal.Append(c);
            }
            else if (i + 1 < text.Length && text[i + 1] == c)
            {
                literal.Append(c);
                i++;
            }
            else
            {
                int end = c == '{' ? text.IndexOf('}', i) : -1;
                if (end < 0)
                {
                    throw new SraClException($"{option} has a single '{c}' at character {i + 1}; expected placeholders in braces, such as {Shown(names[0])}. Write '{c}{c}' for a brace of the text.");
                }

                string name = text[(i + 1)..end];
                Check(name, option, names);
                parts.Add((literal.ToString(), false));
                parts.Add((name, true));
                literal.Clear();
                i = end;
            }
        }

        parts.Add((literal.ToString(), false));
        return new PromptTemplate(parts);
    }

    /// <summary>Fills the places.</summary>
    public string Fill(Func<string, string> value) =>
        string.Concat(_parts.Select(part => part.IsPlaceholder ? value(part.Text) : part.Text));

    private static void Check(string name, string option, IReadOnlyList<string> names)
    {
        bool known = names.Any(other => IsAttribute(other)
            ? name.Length > other.Length && name.StartsWith(other, StringComparison.Ordinal)
            : string.Equals(name, other, StringComparison.Ordinal));
        if (!known)
        {
            throw new SraClException(
                $"{option} has the placeholder '{{{name}}}'; expected one of {string.Join(", ", names.Select(Shown))}. Correct the name, or write '{{{{' and '}}}}' for braces of the text.");
        }
    }

    private static bool IsAttribute(string name) => string.Equals(name, AttributePrefix, StringComparison.Ordinal);

    private static string Shown(string name) => IsAttribute(name) ? $"{{{name}NAME}}" : $"{{{name}}}";
}
