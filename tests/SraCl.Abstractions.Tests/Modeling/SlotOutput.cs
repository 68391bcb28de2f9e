namespace SraCl.Abstractions.Tests.Modeling;

/// <summary>What a stranger's module returns.</summary>
internal enum SlotOutput
{
    /// <summary>The state of every slot, <c>[B, L, D]</c>.</summary>
    EverySlot,

    /// <summary>One representation a sequence, <c>[B, D]</c>.</summary>
    Sequence,

    /// <summary>A score of every item, as a model with its own scoring layer returns: <c>[B, N]</c>.</summary>
    Scores,
}
