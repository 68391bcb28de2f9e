namespace SraCl.Training.Data;

/// <summary>What happens to events that occur more than once.</summary>
public enum DuplicatePolicy
{
    /// <summary>Of events with the same user, item and time one stays. Without times nothing is dropped. What the published preparation does.</summary>
    DropExact,

    /// <summary>Every event stays.</summary>
    KeepAll,

    /// <summary>Of all events of a user with the same item the first in time stays.</summary>
    DropRepeats,
}
