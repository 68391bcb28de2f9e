using System.CommandLine;
using System.Text.Json;

namespace SraCl.Cli.Commands;

/// <summary>An option that takes the name of an enumeration's value: <c>leave-one-out</c> for <c>LeaveOneOut</c>; case and hyphens do not matter.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
internal sealed class Choice<T>
    where T : struct, Enum
{
    /// <summary>Creates the option.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="description">What it decides.</param>
    /// <param name="preset">The value when it is not given.</param>
    public Choice(string name, string description, T preset)
    {
        string[] names = Enum.GetValues<T>().Select(Name).ToArray();
        Option = new Option<string>(name)
        {
            Description = $"{description} One of: {string.Join(", ", names)}.",
            DefaultValueFactory = _ => Name(preset),
            HelpName = "name",
        };
        Option.CompletionSources.Add(names);
        Option.Validators.Add(result =>
        {
            foreach (string text in result.Tokens.Select(token => token.Value).Where(text => !TryParse(text, out _)))
            {
                result.AddError($"'{text}' is not a value of {name}. Expected one of: {string.Join(", ", names)}.");
            }
        });
    }

    /// <summary>Gets the option.</summary>
    public Option<string> Option { get; }

    /// <summary>Gets the name of a value as it is written on command lines and in results.</summary>
    /// <param name="value">The value.</param>
    public static string Name(T value) => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <summary>Reads the value.</summary>
    /// <param name="parsed">The command line, without errors.</param>
    public T Value(ParseResult parsed) => TryParse(parsed.GetRequiredValue(Option), out T value)
        ? value
        : throw new InvalidOperationException($"{Option.Name} was not validated.");

    /// <summary>Finds the value of a name.</summary>
    /// <param name="text">The name; case and hyphens do not matter.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether there is one of that name.</returns>
    public static bool TryParse(string text, out T value)
    {
        // Not Enum.TryParse, which takes numbers, and adds up several names with commas between them.
        foreach (T each in Enum.GetValues<T>())
        {
            if (string.Equals(Plain(Name(each)), Plain(text), StringComparison.OrdinalIgnoreCase))
            {
                value = each;
                return true;
            }
        }

        value = default;
        return false;
    }

    private static string Plain(string name) => name.Replace("-", string.Empty, StringComparison.Ordinal);
}
