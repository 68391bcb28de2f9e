namespace SraCl.Batching;

/// <summary>The fields of one training step, as plain arrays.</summary>
/// <remarks>Made once and refilled for step after step. Filling and reading must not overlap; otherwise there is no tie to a thread.</remarks>
public sealed class Batch
{
    private readonly Dictionary<BatchField, object> _buffers;

    /// <summary>Creates an empty batch with a buffer for each field.</summary>
    /// <param name="fields">The fields; the same instance may occur several times.</param>
    /// <exception cref="ArgumentException">Two different fields have the same name, which would give them the same random streams.</exception>
    public Batch(IEnumerable<BatchField> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        _buffers = fields.Distinct().ToDictionary(field => field, field => field.NewBuffer());
        string? twice = _buffers.Keys.GroupBy(field => field.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null)
        {
            throw new ArgumentException($"Two different batch fields are named '{twice}'; share one instance or give each a name of its own.", nameof(fields));
        }
    }

    /// <summary>Gets the number of samples of the last <see cref="Fill"/>.</summary>
    public int Size { get; private set; }

    /// <summary>Fills every field for a set of samples.</summary>
    /// <param name="samples">The samples.</param>
    public void Fill(in BatchSamples samples)
    {
        foreach ((BatchField field, object buffer) in _buffers)
        {
            field.FillBuffer(samples, buffer);
        }

        Size = samples.Count;
    }

    /// <summary>Gets the values of a field.</summary>
    /// <typeparam name="TBuffer">The field's buffer type.</typeparam>
    /// <param name="field">The field.</param>
    /// <returns>The values; owned by the batch and valid until its next <see cref="Fill"/>.</returns>
    /// <exception cref="InvalidOperationException">The batch was made without this field.</exception>
    public TBuffer Get<TBuffer>(BatchField<TBuffer> field)
        where TBuffer : class
    {
        ArgumentNullException.ThrowIfNull(field);
        return _buffers.TryGetValue(field, out object? buffer)
            ? (TBuffer)buffer
            : throw new InvalidOperationException($"The batch has no field '{field.Name}'. An objective must list every field it reads in IObjective.Fields.");
    }
}
