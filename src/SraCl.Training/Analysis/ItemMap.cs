using System.Runtime.InteropServices;
using SraCl.Modeling;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Training.Analysis;

/// <summary>
/// Lays items out on a plane so that those whose vectors point in about the same direction stand together: t-SNE, for people to look at what a model has learned.
/// </summary>
/// <remarks>
/// <para>
/// Van der Maaten and Hinton, "Visualizing data using t-SNE", JMLR 9, 2008, exact, over the cosine distances of the vectors: the length of an item's vector says how popular it is more
/// than what it is like. Starts from the two leading principal components and not at random, with the learning rate N / 12 (Belkina et al., Nature Communications 10, 2019), so that
/// the same vectors give the same map for the same number of threads. Time and memory grow with the square of the number of items: 1,000 items take seconds; take the most popular ones of a large catalogue.
/// </para>
/// <para>Holds no state and is safe for concurrent use as far as the backbone is.</para>
/// </remarks>
public static class ItemMap
{
    /// <summary>Distances of directions are 0 to 4, so precisions between e⁻²⁰ and e²⁰ reach every perplexity.</summary>
    private const double LargestLogPrecision = 20;

    private const int Bisections = 50;
    private const double Exaggeration = 12;
    private const double LeastGain = 0.01;
    private const double LeastLearningRate = 50;

    /// <summary>Makes the map.</summary>
    /// <param name="backbone">The backbone whose item vectors are shown.</param>
    /// <param name="items">The dense ids of the items to be shown; at least 4, each once.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work after the current step.</param>
    /// <returns>The items' places, in the order of <paramref name="items"/>.</returns>
    /// <exception cref="ArgumentException">There are fewer than 4 items, or one that the backbone does not know.</exception>
    /// <exception cref="SraClException">An option is out of its range, or an item's vector is zero or not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static IReadOnlyList<ItemMapPoint> Create(ISequenceBackbone backbone, IReadOnlyList<int> items, ItemMapOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(items);
        options ??= new ItemMapOptions();
        options.Validate();
        const int Least = 4;
        if (items.Count < Least)
        {
            throw new ArgumentException($"Expected at least {Least} items, got {items.Count}.", nameof(items));
        }

        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor directions = ItemDirections.Of(backbone, items).to(ScalarType.Float64); // [M, D]
        Tensor affinities = Affinities(directions, Math.Min(options.Perplexity, (items.Count - 1) / 3.0)); // [M, M]
        Tensor places = Start(directions); // [M, 2]
        Descend(places, affinities, options.Iterations, cancellationToken);

        ReadOnlySpan<double> numbers = MemoryMarshal.Cast<byte, double>(places.contiguous().bytes);
        var points = new ItemMapPoint[items.Count];
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = new ItemMapPoint(items[i], numbers[2 * i], numbers[(2 * i) + 1]);
        }

        return points;
    }

    /// <summary>Gets how near each two items are, as probabilities that sum to 1, with a bandwidth of its own for each item.</summary>
    private static Tensor Affinities(Tensor directions, double perplexity)
    {
        using DisposeScope scope = NewDisposeScope();
        int count = (int)directions.size(0);
        Tensor others = 1 - eye(count, dtype: ScalarType.Float64); // [M, M]
        Tensor distances = (2 - (2 * directions.mm(directions.t()))).clamp_min_(0) * others; // [M, M]
        double wanted = Math.Log(perplexity);
        Tensor low = full(count, 1, -LargestLogPrecision, dtype: ScalarType.Float64); // [M, 1]
        Tensor high = full(count, 1, LargestLogPrecision, dtype: ScalarType.Float64);

        // The nearest neighbor's distance is taken off first: it cancels out, and keeps the exponentials of far items above 0.
        Tensor nearest = (distances + (eye(count, dtype: ScalarType.Float64) * 8)).amin([1], true); // [M, 1]
        Tensor above = (distances - nearest) * others;
        for (int i = 0; i < Bisections; i++)
        {
            using DisposeScope step = NewDisposeScope();
            Tensor middle = (low + high) / 2;
            Tensor precision = middle.exp();
            Tensor weights = (-above * precision).exp_().mul_(others); // [M, M]
            Tensor sum = weights.sum(1, keepdim: true);
            Tensor entropy = sum.log() + (precision * (above * weights).sum(1, keepdim: true) / sum); // [M, 1]
            Tensor tooWide = (entropy > wanted).to(ScalarType.Float64);
            low.add_(tooWide * (middle - low));
            high.add_((1 - tooWide) * (middle - high));
        }

        Tensor near = (-above * high.exp()).exp_().mul_(others);
        near.div_(near.sum(1, keepdim: true));
        return ((near + near.t()) / (2.0 * count)).MoveToOuterDisposeScope();
    }

    /// <summary>The two leading principal components, tiny, so that the first steps are free to move everything.</summary>
    private static Tensor Start(Tensor directions)
    {
        const double Size = 1e-4;
        using DisposeScope scope = NewDisposeScope();
        Tensor centered = directions - directions.mean([0], true); // [M, D]
        (_, Tensor axes) = linalg.eigh(centered.t().mm(centered)); // Ascending.
        int width = (int)axes.size(1);
        if (width == 1)
        {
            axes = cat([zeros_like(axes), axes], 1);
            width = 2;
        }

        Tensor leading = axes.narrow(1, width - 2, 2).flip(1); // [D, 2]
        Tensor largest = leading.gather(0, leading.abs().argmax(0, keepdim: true)); // [1, 2]
        Tensor places = centered.mm(leading * largest.sign()); // [M, 2]
        double deviation = places.narrow(1, 0, 1).square().mean().sqrt().ToDouble();
        return (places * (deviation > 0 ? Size / deviation : 0)).MoveToOuterDisposeScope();
    }

    /// <summary>Gradient descent with momentum, gains for each number, and exaggerated affinities in the first quarter (section 3.4 of the paper).</summary>
    private static void Descend(Tensor places, Tensor affinities, int iterations, CancellationToken cancellationToken)
    {
        using DisposeScope scope = NewDisposeScope();
        int count = (int)places.size(0);
        double learningRate = Math.Max(count / Exaggeration, LeastLearningRate);
        Tensor others = 1 - eye(count, dtype: ScalarType.Float64);
        Tensor velocity = zeros_like(places);
        Tensor gains = ones_like(places);
        for (int i = 0; i < iterations; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using DisposeScope step = NewDisposeScope();
            bool early = i < iterations / 4;
            Tensor squares = places.square().sum(1, keepdim: true); // [M, 1]
            Tensor distances = (squares + squares.t() - (2 * places.mm(places.t()))).clamp_min_(0); // [M, M]
            Tensor kernel = distances.add_(1).reciprocal_().mul_(others); // [M, M]
            Tensor forces = ((affinities * (early ? Exaggeration : 1)) - (kernel / kernel.sum())).mul_(kernel); // [M, M]
            Tensor gradient = ((places * forces.sum(1, keepdim: true)) - forces.mm(places)) * 4; // [M, 2]
            Tensor turned = (gradient * velocity > 0).to(ScalarType.Float64); // The step before went up this slope.
            gains.copy_((turned * gains * 0.8) + ((1 - turned) * (gains + 0.2))).clamp_min_(LeastGain);
            velocity.mul_(early ? 0.5 : 0.8).sub_(gains * gradient * learningRate);
            places.add_(velocity);
            places.sub_(places.mean([0], true));
        }
    }
}
