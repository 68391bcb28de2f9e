namespace SraCl.Sequences;

/// <summary>
/// A window into a user's sequence that splits it into what is known and what comes next: the input is the items before
/// <paramref name="End"/>, the target is the item at <paramref name="End"/>.
/// </summary>
/// <remarks>Training samples and evaluation cases are both such pairs; nothing is copied until a batch is packed.</remarks>
/// <param name="User">The user's index in the <see cref="ItemSequences"/>.</param>
/// <param name="End">The number of known items, at least 1; also the index of the target.</param>
public readonly record struct SequenceWindow(int User, int End);
