using SraCl.Semantic.Preparation;
using SraCl.Semantic.Retrieval;

namespace SraCl.Cli.Runs;

/// <summary>Says in words which sequences can be neighbors.</summary>
internal static class NeighborRulesText
{
    /// <summary>Makes the words.</summary>
    /// <param name="options">The rules.</param>
    public static string Of(SemanticNeighborsOptions options)
    {
        string pool = options.SequencePool switch
        {
            SequencePool.AllPrefixes => "all prefixes, those of validation and test too",
            SequencePool.OnePerUser => "one training prefix a user",
            _ => "training prefixes",
        };
        return pool + (options.ExcludeSameUser ? " of other users" : string.Empty) + (options.Padding == PaddingRow.InPool ? "; padding among the items" : string.Empty);
    }
}
