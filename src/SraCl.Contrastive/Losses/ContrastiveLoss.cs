using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace SraCl.Contrastive.Losses;

/// <summary>The one function behind every loss of the InfoNCE family.</summary>
/// <remarks>Pure, hence safe for concurrent use as far as the tensors passed in are.</remarks>
public static class ContrastiveLoss
{
    /// <summary>Computes how badly each row finds its partner among the others.</summary>
    /// <param name="anchors">One vector a sample, floating point <c>[B, D]</c>, B at least 1.</param>
    /// <param name="positives">The partner of each anchor, <c>[B, D]</c>.</param>
    /// <param name="options">The form; null for the defaults, those of the official SRA-CL code.</param>
    /// <param name="falseNegatives">
    /// Which samples are too alike to be each other's negatives, bool <c>[B, B]</c>: where (i, j) is true, no row of sample j is a negative
    /// of a row of sample i. The diagonal is ignored: a partner always counts. Null masks nothing.
    /// </param>
    /// <returns>A scalar with gradient to both matrices.</returns>
    /// <remarks>
    /// <para>
    /// The naive formula, with s the similarity divided by the temperature. One-sided: the mean over i of
    /// <c>−log(exp(s(a_i, p_i)) / (exp(s(a_i, p_i)) + Σ_j exp(s(a_i, p_j))))</c> over all j ≠ i that are not false negatives of i.
    /// Symmetric: the 2B rows z = [a_1..a_B, p_1..p_B]; for each row r with partner q, <c>−s(z_r, z_q) + log Σ_t exp(s(z_r, z_t))</c> over the
    /// partner and all rows t of other samples that are not false negatives; the mean over r.
    /// </para>
    /// <para>
    /// It is computed as a cross-entropy whose left-out entries are −∞ (SRA-CL spec R12), hence without overflow whatever the vectors'
    /// size. A row that has no negative left, as every row of a batch of one, has loss 0 and gradient 0.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static Tensor Compute(Tensor anchors, Tensor positives, ContrastiveLossOptions? options = null, Tensor? falseNegatives = null)
    {
        ArgumentNullException.ThrowIfNull(anchors);
        ArgumentNullException.ThrowIfNull(positives);
        options ??= new ContrastiveLossOptions();
        CheckShapes(anchors, positives, falseNegatives);
        using DisposeScope scope = NewDisposeScope();
        Tensor loss = options.Form == ContrastiveForm.Symmetric
            ? Symmetric(anchors, positives, options, falseNegatives)
            : OneSided(anchors, positives, options, falseNegatives);
        return loss.MoveToOuterDisposeScope();
    }

    private static Tensor Symmetric(Tensor anchors, Tensor positives, ContrastiveLossOptions options, Tensor? falseNegatives)
    {
        long size = anchors.size(0);
        Tensor rows = Directions(cat([anchors, positives]), options); // [2B, D]
        Tensor leftOut = eye(2 * size, dtype: ScalarType.Bool, device: rows.device); // [2B, 2B]
        if (falseNegatives is not null)
        {
            leftOut = leftOut.logical_or(OfOtherSamples(falseNegatives).repeat(2, 2));
        }

        Tensor scores = mm(Scaled(rows, options), rows.t()).masked_fill_(leftOut, float.NegativeInfinity); // [2B, 2B]
        Tensor partners = arange(2 * size, dtype: ScalarType.Int64, device: rows.device).roll(size); // [2B]: (r + B) mod 2B
        Tensor loss = F.cross_entropy(scores, partners);
        return options.Reduction == ContrastiveReduction.SumOfDirections ? loss * 2 : loss;
    }

    private static Tensor OneSided(Tensor anchors, Tensor positives, ContrastiveLossOptions options, Tensor? falseNegatives)
    {
        Tensor scores = mm(Scaled(Directions(anchors, options), options), Directions(positives, options).t()); // [B, B]
        if (falseNegatives is not null)
        {
            scores = scores.masked_fill_(OfOtherSamples(falseNegatives), float.NegativeInfinity);
        }

        return F.cross_entropy(scores, arange(anchors.size(0), dtype: ScalarType.Int64, device: scores.device));
    }

    private static Tensor Directions(Tensor rows, ContrastiveLossOptions options) =>
        options.Similarity == SimilarityMeasure.Cosine ? F.normalize(rows, dim: 1) : rows;

    /// <summary>Divides by the temperature on the side of the vectors, which are smaller than the matrix of their products.</summary>
    private static Tensor Scaled(Tensor rows, ContrastiveLossOptions options) =>
        options.Temperature == 1 ? rows : rows / options.Temperature;

    private static Tensor OfOtherSamples(Tensor falseNegatives) =>
        falseNegatives.logical_and(eye(falseNegatives.size(0), dtype: ScalarType.Bool, device: falseNegatives.device).logical_not()); // [B, B]

    private static void CheckShapes(Tensor anchors, Tensor positives, Tensor? falseNegatives)
    {
        if (anchors.dim() != 2 || positives.dim() != 2 || anchors.size(0) < 1 || anchors.size(0) != positives.size(0) || anchors.size(1) != positives.size(1))
        {
            throw new ArgumentException($"Expected two matrices [B, D] of equal shape with at least one row, got {Shape(anchors)} and {Shape(positives)}.", nameof(positives));
        }

        if (falseNegatives is not null
            && (falseNegatives.dtype != ScalarType.Bool || falseNegatives.dim() != 2 || falseNegatives.size(0) != anchors.size(0) || falseNegatives.size(1) != anchors.size(0)))
        {
            throw new ArgumentException(
                $"Expected false negatives as bool [{anchors.size(0)}, {anchors.size(0)}], one row and one column a sample, got {falseNegatives.dtype} {Shape(falseNegatives)}.",
                nameof(falseNegatives));
        }
    }

    private static string Shape(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
}
