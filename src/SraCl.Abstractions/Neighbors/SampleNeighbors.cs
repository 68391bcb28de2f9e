using SraCl.Sequences;

namespace SraCl.Neighbors;

/// <summary>
/// The semantic neighbors of training sequences: a set of windows into users' sequences, a frozen embedding of each and the nearest
/// other windows of each.
/// </summary>
/// <remarks>
/// Row r of the embeddings and of the table belongs to window r. A training sample finds its row by its own window. Immutable as far as
/// callers can see (the array passed in must not be changed afterwards), hence safe for concurrent use.
/// </remarks>
public sealed class SampleNeighbors
{
    private readonly SequenceWindow[] _windows;
    private readonly Dictionary<SequenceWindow, int> _rows;

    /// <summary>Creates the set; the array is kept, not copied.</summary>
    /// <param name="sequences">
    /// What the windows point into: the training split's sequences, or, for the official SRA-CL code's transductive pool, longer views of
    /// the same users.
    /// </param>
    /// <param name="windows">The window of each row; its items are those before <see cref="SequenceWindow.End"/>, which is at most the visible length.</param>
    /// <param name="embeddings">The vector of each window.</param>
    /// <param name="table">The neighbors of each window.</param>
    /// <exception cref="ArgumentException">The parts differ in their number of rows, a window is outside the sequences, or one occurs twice.</exception>
    public SampleNeighbors(ItemSequences sequences, SequenceWindow[] windows, EmbeddingMatrix embeddings, NeighborTable table)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentNullException.ThrowIfNull(table);
        if (embeddings.RowCount != windows.Length || table.RowCount != windows.Length)
        {
            throw new ArgumentException(
                $"Expected one embedding and one row of neighbors a window, got {windows.Length} windows, {embeddings.RowCount} embeddings and {table.RowCount} rows of neighbors.",
                nameof(windows));
        }

        _rows = new Dictionary<SequenceWindow, int>(windows.Length);
        for (int row = 0; row < windows.Length; row++)
        {
            SequenceWindow window = windows[row];
            if ((uint)window.User >= (uint)sequences.Count || window.End < 1 || window.End > sequences.Length(window.User))
            {
                throw new ArgumentException(
                    $"Row {row} is the window (user {window.User}, end {window.End}); expected a user 0..{sequences.Count - 1} and an end from 1 to the user's visible length.",
                    nameof(windows));
            }

            if (!_rows.TryAdd(window, row))
            {
                throw new ArgumentException($"The window (user {window.User}, end {window.End}) stands in rows {_rows[window]} and {row}; expected each once.", nameof(windows));
            }
        }

        Sequences = sequences;
        _windows = windows;
        Embeddings = embeddings;
        Table = table;
    }

    /// <summary>Gets what the windows point into.</summary>
    public ItemSequences Sequences { get; }

    /// <summary>Gets the window of each row.</summary>
    public ReadOnlySpan<SequenceWindow> Windows => _windows;

    /// <summary>Gets the vector of each window.</summary>
    public EmbeddingMatrix Embeddings { get; }

    /// <summary>Gets the neighbors of each window, as rows.</summary>
    public NeighborTable Table { get; }

    /// <summary>Finds the row of a window.</summary>
    /// <param name="window">The window.</param>
    /// <returns>The row, or -1 when the set does not hold the window.</returns>
    public int RowOf(SequenceWindow window) => _rows.GetValueOrDefault(window, -1);

    /// <summary>Gets the items of a window.</summary>
    /// <param name="row">The window's row.</param>
    /// <param name="maxLength">The number of newest items it is cut to.</param>
    /// <returns>At least one item, oldest first.</returns>
    public ReadOnlySpan<int> Items(int row, int maxLength)
    {
        SequenceWindow window = _windows[row];
        return Sequences[window.User][Math.Max(0, window.End - maxLength)..window.End];
    }
}
