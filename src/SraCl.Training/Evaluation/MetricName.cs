using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SraCl.Training.Evaluation;

/// <summary>A ranking metric and its cut-off, such as <c>MRR@10</c>.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed record MetricName
{
    private static readonly (string Text, MetricKind Kind)[] Kinds =
    [
        ("HR", MetricKind.HitRate),
        ("NDCG", MetricKind.NormalizedDiscountedCumulativeGain),
        ("MRR", MetricKind.MeanReciprocalRank),
        ("Recall", MetricKind.Recall),
        ("MAP", MetricKind.MeanAveragePrecision),
    ];

    /// <summary>Creates the name of a metric.</summary>
    /// <param name="kind">What it measures.</param>
    /// <param name="cutOff">The number of first ranks K it looks at, at least 1.</param>
    public MetricName(MetricKind kind, int cutOff)
    {
        if (!Enum.IsDefined(kind))
        {
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "Expected a defined metric kind.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(cutOff, 1);
        Kind = kind;
        CutOff = cutOff;
    }

    /// <summary>Gets what the metric measures.</summary>
    public MetricKind Kind { get; }

    /// <summary>Gets the number of first ranks K it looks at.</summary>
    public int CutOff { get; }

    /// <summary>Reads a name such as <c>HR@5</c>, <c>NDCG@10</c>, <c>MRR@10</c>, <c>Recall@20</c> or <c>MAP@10</c>.</summary>
    /// <param name="text">The name; letter case does not matter.</param>
    /// <returns>The metric.</returns>
    /// <exception cref="SraClException">The text is not the name of a metric.</exception>
    public static MetricName Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out MetricName? metric)
            ? metric
            : throw new SraClException($"'{text}' is not a metric. Write HR, NDCG, MRR, Recall or MAP, an @, and a cut-off of at least 1, such as MRR@10.");
    }

    /// <summary>Reads a name such as <c>MRR@10</c>.</summary>
    /// <param name="text">The name; letter case does not matter.</param>
    /// <param name="metric">The metric, or null when the text is not the name of one.</param>
    /// <returns>Whether the text is the name of a metric.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out MetricName? metric)
    {
        metric = null;
        int at = text?.IndexOf('@', StringComparison.Ordinal) ?? -1;
        if (at < 0 || !int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int cutOff) || cutOff < 1)
        {
            return false;
        }

        foreach ((string name, MetricKind kind) in Kinds)
        {
            if (text.AsSpan(0, at).Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                metric = new MetricName(kind, cutOff);
            }
        }

        return metric is not null;
    }

    /// <summary>Computes what one case adds to the mean.</summary>
    /// <param name="rank">The rank of the target, from 1; half ranks occur with <see cref="TieRule.Average"/>.</param>
    /// <returns>A number from 0 to 1.</returns>
    public double Value(double rank) => rank > CutOff
        ? 0
        : Kind switch
        {
            MetricKind.NormalizedDiscountedCumulativeGain => 1 / Math.Log2(rank + 1),
            MetricKind.MeanReciprocalRank or MetricKind.MeanAveragePrecision => 1 / rank,
            _ => 1,
        };

    /// <summary>Gets the name as it stands in results.</summary>
    /// <returns>Text that <see cref="Parse"/> reads.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kinds[(int)Kind].Text}@{CutOff}");
}
