using SraCl.Batching;
using SraCl.Encoders;
using SraCl.Modeling;
using SraCl.Randomness;
using SraCl.Splits;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Training.Analysis;

/// <summary>How well representations lie on the unit sphere: near what they belong to, and spread out otherwise. Smaller is better in both.</summary>
/// <remarks>
/// <para>
/// Wang and Isola, "Understanding contrastive representation learning through alignment and uniformity on the hypersphere", ICML 2020. Contrastive losses improve uniformity; where
/// alignment grows worse by more, they hurt. All vectors are taken without their lengths.
/// </para>
/// <para>Immutable, hence safe for concurrent use.</para>
/// </remarks>
/// <param name="Alignment">The mean squared distance of a sequence's representation and the vector of its next item, 0 to 4; 2 when they have nothing to do with each other.</param>
/// <param name="SequenceUniformity">log mean e^(-2·distance²) over pairs of sequences, -8 to 0; 0 when all are the same.</param>
/// <param name="ItemUniformity">The same over pairs of items.</param>
/// <param name="Cases">The number of cases it was measured on.</param>
/// <param name="Items">The number of items it was measured on.</param>
public sealed record RepresentationQuality(double Alignment, double SequenceUniformity, double ItemUniformity, int Cases, int Items)
{
    private const int BatchSize = 128;

    /// <summary>Measures a backbone on cases it was not trained on.</summary>
    /// <param name="backbone">The backbone; in evaluation mode during the call, afterwards in the mode it was in.</param>
    /// <param name="split">The cases.</param>
    /// <param name="sample">The largest number of cases and of items that are taken, at random when there are more, at least 2; time and memory grow with its square.</param>
    /// <param name="seed">The seed of the choice; the same seed takes the same cases and items of any model.</param>
    /// <param name="cancellationToken">Stops between two blocks of cases.</param>
    /// <returns>The measures.</returns>
    /// <exception cref="SraClException">A representation or vector is zero or not finite, or there are fewer than 2 cases or items.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public static RepresentationQuality Measure(ISequenceBackbone backbone, EvaluationSplit split, int sample = 2000, long seed = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(split);
        ArgumentOutOfRangeException.ThrowIfLessThan(sample, 2);
        if (split.Count < 2 || backbone.ItemCount < 2)
        {
            throw new SraClException($"Uniformity needs pairs: the split '{split.Name}' has {split.Count} cases, the backbone {backbone.ItemCount} items; expected at least 2 of each.");
        }

        CounterRandom random = CounterRandom.Create(seed).Derive("representation quality");
        int[] cases = Choose(split.Count, sample, random.Derive("cases"));
        int[] items = Array.ConvertAll(Choose(backbone.ItemCount, sample, random.Derive("items")), index => index + 1);
        bool training = backbone.Module.training;
        backbone.Module.eval();
        try
        {
            using IDisposable noGradient = no_grad();
            using DisposeScope scope = NewDisposeScope();
            Tensor sequences = Encode(backbone, split, cases, cancellationToken); // [M, D]
            Tensor targets = ItemDirections.Of(backbone, Array.ConvertAll(cases, split.Target)); // [M, D]
            double alignment = (sequences - targets).square().sum(1).to(ScalarType.Float64).mean().ToDouble();
            return new RepresentationQuality(alignment, Uniformity(sequences), Uniformity(ItemDirections.Of(backbone, items)), cases.Length, items.Length);
        }
        finally
        {
            backbone.Module.train(training);
        }
    }

    private static int[] Choose(int count, int sample, CounterRandom random)
    {
        int[] all = Enumerable.Range(0, count).ToArray();
        if (count <= sample)
        {
            return all;
        }

        random.Shuffle<int>(all);
        return all[..sample];
    }

    private static Tensor Encode(ISequenceBackbone backbone, EvaluationSplit split, int[] cases, CancellationToken cancellationToken)
    {
        using DisposeScope scope = NewDisposeScope();
        var encoder = new SequenceEncoder(backbone, backbone.ItemVectors().device);
        var histories = new RaggedSequences();
        var blocks = new List<Tensor>();
        for (int start = 0; start < cases.Length; start += BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            histories.Clear();
            foreach (int index in cases.AsSpan(start, Math.Min(BatchSize, cases.Length - start)))
            {
                ReadOnlySpan<int> history = split.History(index);
                histories.Add(history[Math.Max(0, history.Length - backbone.MaxLength)..]);
            }

            blocks.Add(encoder.Encode(histories).to(ScalarType.Float32).cpu());
        }

        Tensor all = cat(blocks, 0); // [M, D]
        Tensor lengths = all.square().sum(1, keepdim: true).sqrt(); // [M, 1]
        double least = lengths.min().ToDouble();
        double largest = lengths.max().ToDouble();
        return least > 0 && double.IsFinite(largest)
            ? (all / lengths).MoveToOuterDisposeScope()
            : throw new SraClException($"Representations have lengths from {least} to {largest}, so some have no direction. The model's weights are damaged or its training has diverged; use another model.");
    }

    private static double Uniformity(Tensor directions)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor vectors = directions.to(ScalarType.Float64);
        long count = vectors.size(0);

        // ‖u - v‖² = 2 - 2u·v. An item is no pair with itself: those add e⁰ = 1 each.
        Tensor potentials = ((vectors.mm(vectors.t()) * 4) - 4).exp_(); // [M, M]
        double pairs = potentials.sum().ToDouble() - potentials.diagonal().sum().ToDouble();
        return Math.Log(pairs / ((double)count * (count - 1)));
    }
}
