namespace SraCl.Training.Data;

/// <summary>The order of a user's events that have the same time. Without times the order of the file counts alone.</summary>
/// <remarks>
/// Files with times by the day hold many ties. An order by item id invents a pattern that a model can learn and that inflates results;
/// <see cref="DatasetSummary.TiedShare"/> tells how much is at stake.
/// </remarks>
public enum TieBreak
{
    /// <summary>The order of the file. What the published preparation does.</summary>
    InputOrder,

    /// <summary>By the item's external id, compared ordinally.</summary>
    ItemId,

    /// <summary>By a fixed hash of user and item: no pattern, and independent of the order of the file.</summary>
    Hash,
}
