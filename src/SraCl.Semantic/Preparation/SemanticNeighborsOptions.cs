using System.Text.Json.Serialization;
using SraCl.Semantic.Retrieval;

namespace SraCl.Semantic.Preparation;

/// <summary>By which rules the semantic neighbors of items and training samples are found.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed record SemanticNeighborsOptions
{
    /// <summary>Gets the rules of the official SRA-CL code: transductive pool, the own prefixes included, self removed by rank, padding among the items' neighbors.</summary>
    public static SemanticNeighborsOptions Official { get; } = new()
    {
        SequencePool = SequencePool.AllPrefixes,
        ExcludeSameUser = false,
        Self = SelfExclusion.ByRank,
        Padding = PaddingRow.InPool,
    };

    /// <summary>Gets the number of neighbors k of each item and of each sample, at least 1.</summary>
    /// <value>The default is 10, as in the official code; the paper says about 10.</value>
    public int K { get; init; } = 10;

    /// <summary>Gets which sequences can be neighbors.</summary>
    /// <value>The default is <see cref="SequencePool.TrainingPrefixes"/>; officially <see cref="SequencePool.AllPrefixes"/>.</value>
    public SequencePool SequencePool { get; init; } = SequencePool.TrainingPrefixes;

    /// <summary>Gets whether sequences of the same user are kept from being neighbors.</summary>
    /// <value>The default is true, as in the paper's eq. 6; officially false, which makes a sequence's own prefixes its nearest neighbors.</value>
    public bool ExcludeSameUser { get; init; } = true;

    /// <summary>Gets how an item or a sample is kept from being its own neighbor.</summary>
    /// <value>The default is <see cref="SelfExclusion.ById"/>, as in the paper's eq. 6 and 13; officially <see cref="SelfExclusion.ByRank"/>.</value>
    public SelfExclusion Self { get; init; } = SelfExclusion.ById;

    /// <summary>Gets whether padding (row 0 of the items) can be an item's neighbor.</summary>
    /// <value>The default is <see cref="PaddingRow.Excluded"/>, as in the paper's eq. 13; officially <see cref="PaddingRow.InPool"/>. <see cref="PaddingRow.None"/> makes no sense here.</value>
    public PaddingRow Padding { get; init; } = PaddingRow.Excluded;

    /// <summary>Gets the number of newest items that a sequence's embedding is made of, at least 1; without effect where those embeddings are given.</summary>
    /// <value>The default is 20, as in paper and official code.</value>
    public int MaxLength { get; init; } = 20;

    /// <summary>Gets where tables of neighbors are kept, so that the same vectors, rules and k, or a smaller one, are not searched again; changes no neighbor.</summary>
    /// <value>The default is null: every search is carried out. Not part of what <see cref="SemanticNeighbors"/> remembers.</value>
    [JsonIgnore]
    public NeighborCache? Cache { get; init; }

    /// <summary>Gets which known set of rules these are, whatever k and the maximum length.</summary>
    [JsonIgnore]
    public SemanticProtocol Protocol =>
        this with { K = Official.K, MaxLength = Official.MaxLength, Cache = null } is var rules && rules == Official ? SemanticProtocol.Official
        : rules == new SemanticNeighborsOptions() ? SemanticProtocol.Default
        : SemanticProtocol.Custom;

    internal void Validate()
    {
        string? error = K < 1 ? $"{nameof(K)} is {K}; expected at least 1"
            : MaxLength < 1 ? $"{nameof(MaxLength)} is {MaxLength}; expected at least 1"
            : !Enum.IsDefined(SequencePool) ? $"{nameof(SequencePool)} is {SequencePool}; expected one of {string.Join(", ", Enum.GetNames<SequencePool>())}"
            : !Enum.IsDefined(Self) ? $"{nameof(Self)} is {Self}; expected one of {string.Join(", ", Enum.GetNames<SelfExclusion>())}"
            : Padding is not (PaddingRow.Excluded or PaddingRow.InPool) ? $"{nameof(Padding)} is {Padding}; expected {nameof(PaddingRow.Excluded)} or {nameof(PaddingRow.InPool)}"
            : null;
        if (error is not null)
        {
            throw new SraClException($"{nameof(SemanticNeighborsOptions)}.{error}.");
        }
    }
}
