namespace SraCl.Batching;

/// <summary>The fields that nearly every objective reads; one shared instance each.</summary>
public static class StandardFields
{
    /// <summary>Gets the input of each sample: its newest known items, oldest first; one row a sample.</summary>
    public static BatchField<RaggedSequences> History { get; } = new HistoryField();

    /// <summary>Gets the item that really came next, one dense id (1..N) a sample.</summary>
    public static BatchField<IdColumn> Target { get; } = new TargetField();

    private sealed class HistoryField() : BatchField<RaggedSequences>("history")
    {
        protected override RaggedSequences CreateBuffer() => new();

        protected override void Fill(in BatchSamples samples, RaggedSequences buffer)
        {
            buffer.Clear();
            for (int row = 0; row < samples.Count; row++)
            {
                buffer.Add(samples.History(row));
            }
        }
    }

    private sealed class TargetField() : BatchField<IdColumn>("target")
    {
        protected override IdColumn CreateBuffer() => new();

        protected override void Fill(in BatchSamples samples, IdColumn buffer)
        {
            Span<int> targets = buffer.Resize(samples.Count);
            for (int row = 0; row < targets.Length; row++)
            {
                targets[row] = samples.Target(row);
            }
        }
    }
}
