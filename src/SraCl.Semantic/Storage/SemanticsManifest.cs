using SraCl.Semantic.Preparation;

namespace SraCl.Semantic.Storage;

/// <summary>The contents of <c>semantics.json</c>: what lies in a directory of semantic neighbors, and where it came from.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed record SemanticsManifest
{
    /// <summary>Gets the version of the directory's format.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>Gets the version of SraCl that wrote it.</summary>
    public required string SraClVersion { get; init; }

    /// <summary>Gets the number of items N.</summary>
    public required int ItemCount { get; init; }

    /// <summary>Gets the number of users.</summary>
    public required int UserCount { get; init; }

    /// <summary>Gets the number of windows of sequences, Q.</summary>
    public required int SequenceCount { get; init; }

    /// <summary>Gets the known set of rules that the options are.</summary>
    public required SemanticProtocol Protocol { get; init; }

    /// <summary>Gets the rules by which the neighbors were found.</summary>
    public required SemanticNeighborsOptions Options { get; init; }

    /// <summary>Gets where the vectors come from.</summary>
    public required SemanticDetails Details { get; init; }
}
