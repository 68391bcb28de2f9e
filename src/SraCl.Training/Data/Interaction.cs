namespace SraCl.Training.Data;

/// <summary>One row of an interaction file: a user met an item.</summary>
/// <remarks>
/// The ids are windows into the reader's buffer and hold only until the next row is asked for;
/// <see cref="SequenceDatasetBuilder"/> keeps one string an id, not one an event.
/// </remarks>
/// <param name="User">The user's external id, any text.</param>
/// <param name="Item">The item's external id, any text.</param>
/// <param name="Time">The time in the unit of the source (dates become Unix seconds, UTC), or null when the format has none.</param>
/// <param name="Rating">The rating in the scale of the source, or null when the row has none.</param>
/// <param name="Line">The line of the file that the row begins on, from 1.</param>
public readonly record struct Interaction(ReadOnlyMemory<char> User, ReadOnlyMemory<char> Item, long? Time, double? Rating, long Line);
