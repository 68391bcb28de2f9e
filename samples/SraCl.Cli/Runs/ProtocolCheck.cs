using SraCl.Training.Evaluation;

namespace SraCl.Cli.Runs;

/// <summary>Makes sure that two results compare: the same cases, ranked by the same rules.</summary>
internal static class ProtocolCheck
{
    /// <summary>Checks that two models have the same cases.</summary>
    /// <param name="first">The path of a model and how its data was divided.</param>
    /// <param name="second">The other's.</param>
    /// <param name="isSame">Whether the cases are the same where the words for them are.</param>
    /// <exception cref="SraClException">They have others: one has seen the other's, or they mean something else.</exception>
    public static void CheckSplit((string Path, string? Protocol) first, (string Path, string? Protocol) second, bool isSame = true)
    {
        if (!isSame || !string.Equals(first.Protocol, second.Protocol, StringComparison.Ordinal))
        {
            throw new SraClException(
                $"'{second.Path}' was trained on another split, {second.Protocol}, than '{first.Path}', {first.Protocol}: their cases are not the same. Train both with the same --split.");
        }
    }

    /// <summary>Checks that the cases of two models are ranked by the same rules.</summary>
    /// <param name="first">The path of a model and its rules.</param>
    /// <param name="second">The other's.</param>
    /// <param name="cure">Says what to do about an option that differs.</param>
    /// <exception cref="SraClException">A rule differs.</exception>
    public static void CheckRules((string Path, SeenItems Seen, TieRule Ties) first, (string Path, SeenItems Seen, TieRule Ties) second, Func<string, string> cure)
    {
        Check("--seen", first.Seen, second.Seen);
        Check("--tie-rule", first.Ties, second.Ties);

        void Check(string option, Enum one, Enum other)
        {
            if (!one.Equals(other))
            {
                throw new SraClException($"'{first.Path}' was trained with {option} {ResultJson.Name(one)}, '{second.Path}' with {option} {ResultJson.Name(other)}. {cure(option)}");
            }
        }
    }
}
