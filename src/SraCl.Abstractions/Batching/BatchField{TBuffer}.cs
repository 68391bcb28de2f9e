namespace SraCl.Batching;

/// <summary>A part of a batch that is filled from plain arrays ahead of the step, on another thread.</summary>
/// <typeparam name="TBuffer">What holds the field's values, such as <see cref="RaggedSequences"/> or <see cref="IdColumn"/>; reused from batch to batch.</typeparam>
/// <remarks>
/// Fields are compared by reference: objectives that share a field instance share its values. <see cref="Fill"/> runs on several
/// threads at once (for different batches) and must depend only on its arguments; randomness comes from <see cref="BatchSamples.Random"/>.
/// </remarks>
public abstract class BatchField<TBuffer> : BatchField
    where TBuffer : class
{
    /// <summary>Creates the field.</summary>
    /// <param name="name">The field's name; it keys the field's random streams.</param>
    protected BatchField(string name)
        : base(name)
    {
    }

    internal sealed override object NewBuffer() => CreateBuffer();

    internal sealed override void FillBuffer(in BatchSamples samples, object buffer) => Fill(samples, (TBuffer)buffer);

    /// <summary>Makes the buffer that a batch keeps for this field.</summary>
    /// <returns>A new buffer.</returns>
    protected abstract TBuffer CreateBuffer();

    /// <summary>Fills the buffer for the samples of a batch, replacing what it held.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="buffer">The buffer of <see cref="CreateBuffer"/>, holding an earlier batch's values.</param>
    protected abstract void Fill(in BatchSamples samples, TBuffer buffer);
}
