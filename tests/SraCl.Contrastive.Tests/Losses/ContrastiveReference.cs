using SraCl.Contrastive.Losses;

namespace SraCl.Contrastive.Tests.Losses;

/// <summary>The contrastive loss as its formula is written: row by row, exponentials summed one by one.</summary>
internal static class ContrastiveReference
{
    public static double Loss(double[][] anchors, double[][] positives, ContrastiveLossOptions options, bool[,]? falseNegatives = null)
    {
        int size = anchors.Length;
        bool symmetric = options.Form == ContrastiveForm.Symmetric;
        double[][] columns = symmetric ? [.. anchors, .. positives] : positives;
        double[][] rows = symmetric ? columns : anchors;
        double total = 0;
        for (int row = 0; row < rows.Length; row++)
        {
            int partner = symmetric ? (row + size) % (2 * size) : row;
            double positive = Math.Exp(Similarity(rows[row], columns[partner], options));
            double sum = positive;
            for (int column = 0; column < columns.Length; column++)
            {
                int sample = row % size;
                int other = column % size;
                if (other != sample && falseNegatives?[sample, other] != true)
                {
                    sum += Math.Exp(Similarity(rows[row], columns[column], options));
                }
            }

            total -= Math.Log(positive / sum);
        }

        bool doubled = symmetric && options.Reduction == ContrastiveReduction.SumOfDirections;
        return total / (doubled ? size : rows.Length);
    }

    private static double Similarity(double[] a, double[] b, ContrastiveLossOptions options)
    {
        double dot = Dot(a, b);
        if (options.Similarity == SimilarityMeasure.Cosine)
        {
            dot /= Math.Sqrt(Dot(a, a) * Dot(b, b));
        }

        return dot / options.Temperature;
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
