using SraCl.Sequences;

namespace SraCl.Splits;

/// <summary>The cases of a validation or test run: for each, a known history and the item that really came next.</summary>
/// <remarks>Sees events up to its own last target, never later ones. Immutable, hence safe for concurrent use.</remarks>
public sealed class EvaluationSplit
{
    private readonly SequenceWindow[] _cases;

    /// <summary>Creates an evaluation split.</summary>
    /// <param name="name">What the split is called in results, such as <c>validation</c> or <c>test</c>.</param>
    /// <param name="sequences">The users' sequences up to and including the last target of this split.</param>
    /// <param name="cases">The cases; each has at least one known item and a target inside the visible sequence.</param>
    /// <exception cref="ArgumentException">A case is of no user, or has no history or no visible target.</exception>
    public EvaluationSplit(string name, ItemSequences sequences, IEnumerable<SequenceWindow> cases)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentNullException.ThrowIfNull(cases);
        Name = name;
        Sequences = sequences;
        _cases = cases.ToArray();
        foreach (SequenceWindow position in _cases)
        {
            if ((uint)position.User >= (uint)sequences.Count)
            {
                throw new ArgumentException($"Case (user {position.User}, end {position.End}) is of a user outside 0..{sequences.Count - 1}.", nameof(cases));
            }

            if (position.End < 1 || position.End >= sequences.Length(position.User))
            {
                throw new ArgumentException(
                    $"Case (user {position.User}, end {position.End}) needs 1 <= end < {sequences.Length(position.User)}, the visible length.", nameof(cases));
            }
        }
    }

    /// <summary>Gets the name of the split in results.</summary>
    public string Name { get; }

    /// <summary>Gets the visible sequences.</summary>
    public ItemSequences Sequences { get; }

    /// <summary>Gets the cases in a fixed order; per-case results follow it.</summary>
    public ReadOnlySpan<SequenceWindow> Cases => _cases;

    /// <summary>Gets the number of cases.</summary>
    public int Count => _cases.Length;

    /// <summary>Gets what is known in a case.</summary>
    /// <param name="index">The case's index.</param>
    /// <returns>The items before the target, oldest first, at least one.</returns>
    public ReadOnlySpan<int> History(int index) => Sequences[_cases[index].User][.._cases[index].End];

    /// <summary>Gets the item to be found in a case.</summary>
    /// <param name="index">The case's index.</param>
    /// <returns>The dense id of the item that really came next.</returns>
    public int Target(int index) => Sequences[_cases[index].User][_cases[index].End];
}
