using System.Runtime.InteropServices;
using SraCl.Batching;
using SraCl.Contrastive.Losses;
using SraCl.Encoders;
using SraCl.Neighbors;
using SraCl.Objectives;
using SraCl.Sequences;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Contrastive.CrossSequence;

/// <summary>
/// SRA-CL's user loss (eq. 7 to 10): each sequence finds a positive that is synthesized from the representations of its semantic
/// neighbors, among the positives (and, in the symmetric form, the sequences) of the batch.
/// </summary>
/// <remarks>
/// <para>
/// Sequences and neighbors are encoded with gradient; the sequences in a pass of their own, with dropout masks of their own, as in the official code
/// (SRA-CL spec D15), unless <see cref="CrossSequenceOptions.History"/> says otherwise. Which neighbors are dropped is drawn with the batch, so
/// that only the kept ones are encoded.
/// </para>
/// <para>Belongs to the training thread. Disposing it disposes the synthesizer.</para>
/// </remarks>
public sealed class CrossSequenceObjective : IObjective, IDisposable
{
    private readonly NeighborDraw _draw;
    private readonly EncodingRequest _sequences;
    private readonly EncodingRequest _kept;
    private readonly NeighborRowsField _rows;
    private readonly EmbeddingMatrix _embeddings;
    private readonly SampleSynthesizer? _synthesizer;
    private readonly double _dropout;
    private readonly ContrastiveLossOptions _loss;
    private readonly FalseNegatives _falseNegatives;

    /// <summary>Creates the objective, its synthesizer on the CPU.</summary>
    /// <param name="neighbors">The semantic neighbors of every training sample.</param>
    /// <param name="hiddenSize">The width D that semantic vectors are projected to; officially the width of representations.</param>
    /// <param name="options">The configuration; read once; null for the defaults.</param>
    /// <exception cref="SraClException">The options are not valid, or want more neighbors than the table holds.</exception>
    public CrossSequenceObjective(SampleNeighbors neighbors, int hiddenSize, CrossSequenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(neighbors);
        ArgumentOutOfRangeException.ThrowIfLessThan(hiddenSize, 1);
        options ??= new CrossSequenceOptions();
        options.Validate();
        Checks.Neighbors(options.Neighbors, neighbors.Table, "sequences");
        _draw = new NeighborDraw(neighbors, options.Neighbors, options.Positive, options.NeighborDropout);
        _sequences = options.History == HistoryPass.Shared ? StandardEncodings.History : new EncodingRequest(StandardFields.History);
        _kept = new EncodingRequest(new KeptNeighborsField(_draw));
        _rows = new NeighborRowsField(_draw);
        _embeddings = neighbors.Embeddings;
        _dropout = options.NeighborDropout;
        _loss = options.Loss;
        _falseNegatives = new FalseNegatives(options.FalseNegatives);
        Encodings = [_sequences, _kept];
        Fields = _falseNegatives.Fields;
        if (options.Positive == PositiveKind.Synthesized)
        {
            _synthesizer = new SampleSynthesizer(_embeddings.Dimension, hiddenSize, options.Seed);
            Fields = [.. Fields, _rows];
        }
    }

    /// <inheritdoc/>
    public string Name => "cross-sequence contrast";

    /// <inheritdoc/>
    public IReadOnlyList<BatchField> Fields { get; }

    /// <inheritdoc/>
    public IReadOnlyList<EncodingRequest> Encodings { get; }

    /// <summary>Gets the synthesizer, or null when the positive is <see cref="PositiveKind.RandomNeighbor"/>.</summary>
    public nn.Module? Module => _synthesizer;

    /// <inheritdoc/>
    /// <exception cref="SraClException">A sample has no row among the neighbors, or no neighbor.</exception>
    public void Check(ReadOnlySpan<SequenceWindow> samples)
    {
        foreach (SequenceWindow sample in samples)
        {
            _draw.NeighborsOf(sample, out _);
        }
    }

    /// <inheritdoc/>
    public Tensor Compute(TrainingStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        using DisposeScope scope = NewDisposeScope();
        Tensor positives = _synthesizer is null
            ? step.Encoding(_kept) // [B, D]: one neighbor a sample
            : Synthesize(_synthesizer, step); // [B, D]
        return ContrastiveLoss.Compute(step.Encoding(_sequences), positives, _loss, _falseNegatives.Mask(step)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => _synthesizer?.Dispose();

    private Tensor Synthesize(SampleSynthesizer synthesizer, TrainingStep step)
    {
        NeighborRows rows = step.Batch.Get(_rows);
        Tensor? absent = rows.Neighbors.Contains(NeighborTable.Absent)
            ? step.Ids(rows.Neighbors).view(rows.Sequences.Length, -1).eq(NeighborTable.Absent) // [B, k]
            : null;
        Tensor weights = synthesizer.call(Vectors(rows.Sequences, step.Device), Vectors(rows.Neighbors, step.Device), absent); // [B, k]
        return SampleSynthesizer.Combine(weights, step.Ids(rows.Kept), step.Ids(rows.KeptSamples), step.Encoding(_kept), _dropout);
    }

    /// <summary>Gathers semantic vectors straight into a tensor: the matrix stays in managed memory, once.</summary>
    private Tensor Vectors(ReadOnlySpan<int> rows, Device device)
    {
        int width = _embeddings.Dimension;
        Tensor vectors = empty(rows.Length, width, dtype: ScalarType.Float32); // [rows, S]
        Span<float> target = MemoryMarshal.Cast<byte, float>(vectors.bytes);
        for (int i = 0; i < rows.Length; i++)
        {
            Span<float> vector = target.Slice(i * width, width);
            if (rows[i] == NeighborTable.Absent)
            {
                vector.Clear();
            }
            else
            {
                _embeddings[rows[i]].CopyTo(vector);
            }
        }

        return vectors.to(device);
    }
}
