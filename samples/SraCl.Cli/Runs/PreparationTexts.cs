namespace SraCl.Cli.Runs;

/// <summary>The texts that are embedded.</summary>
/// <param name="Items">Those of the items, N + 1 by dense id; null when the vectors are made without texts.</param>
/// <param name="Sequences">Those of the sequences; null when their vectors are made of the items'.</param>
/// <param name="SequenceRows">For each sequence that gets a vector, which of the texts is its own.</param>
internal sealed record PreparationTexts(IReadOnlyList<string>? Items, IReadOnlyList<string>? Sequences, IReadOnlyList<int> SequenceRows);
