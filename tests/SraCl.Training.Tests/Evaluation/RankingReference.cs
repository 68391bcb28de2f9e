using SraCl.Splits;
using SraCl.Training.Evaluation;

namespace SraCl.Training.Tests.Evaluation;

/// <summary>Ranks a case the slow and obvious way, in double precision.</summary>
internal static class RankingReference
{
    /// <summary>The rank, with scores taken as equal when they differ by no more than <paramref name="tolerance"/>.</summary>
    public static double Rank(TableBackbone backbone, EvaluationSplit split, int index, SeenItems seen, TieRule ties, double tolerance = 0)
    {
        double[] scores = Scores(backbone, split.History(index));
        int target = split.Target(index);
        HashSet<int> masked = seen == SeenItems.Mask ? [.. split.History(index)] : [];
        int greater = 0;
        int equal = 0;
        for (int item = 1; item <= backbone.ItemCount; item++)
        {
            double ahead = scores[item] - scores[target];
            if (item != target && !masked.Contains(item))
            {
                greater += ahead > tolerance ? 1 : 0;
                equal += Math.Abs(ahead) <= tolerance ? 1 : 0;
            }
        }

        return 1 + greater + ties switch
        {
            TieRule.Optimistic => 0,
            TieRule.Pessimistic => equal,
            _ => equal / 2.0,
        };
    }

    /// <summary>The score of every item by dense id; index 0 is padding and meaningless.</summary>
    public static double[] Scores(TableBackbone backbone, ReadOnlySpan<int> history)
    {
        var representation = new double[backbone.HiddenSize];
        foreach (int item in history[Math.Max(0, history.Length - backbone.MaxLength)..])
        {
            for (int i = 0; i < representation.Length; i++)
            {
                representation[i] += backbone.Vectors[item - 1, i];
            }
        }

        var scores = new double[backbone.ItemCount + 1];
        for (int item = 1; item < scores.Length; item++)
        {
            scores[item] = backbone.Biases?[item - 1] ?? 0;
            for (int i = 0; i < representation.Length; i++)
            {
                scores[item] += representation[i] * backbone.Vectors[item - 1, i];
            }
        }

        return scores;
    }
}
