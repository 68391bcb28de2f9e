namespace SraCl.Batching;

/// <summary>Something a training step finds in its batch: inputs, targets, views, neighbours. See <see cref="BatchField{TBuffer}"/>.</summary>
public abstract class BatchField
{
    private protected BatchField(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
    }

    /// <summary>Gets the field's name; it keys the field's random streams, so two fields of one run need different names.</summary>
    public string Name { get; }

    internal abstract object NewBuffer();

    internal abstract void FillBuffer(in BatchSamples samples, object buffer);
}
