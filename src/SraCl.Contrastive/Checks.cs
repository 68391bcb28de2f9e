using SraCl.Contrastive.Losses;
using SraCl.Neighbors;

namespace SraCl.Contrastive;

/// <summary>The checks that several objectives make before training begins.</summary>
internal static class Checks
{
    public static void Throw(string what, IEnumerable<string> errors)
    {
        string all = string.Join(' ', errors);
        if (all.Length > 0)
        {
            throw new SraClException($"{what} {all}");
        }
    }

    public static void Protocol(SraClProtocol protocol)
    {
        if (!Enum.IsDefined(protocol))
        {
            throw new ArgumentOutOfRangeException(nameof(protocol), protocol, $"Expected a {nameof(SraClProtocol)}.");
        }
    }

    public static void Neighbors(int wanted, NeighborTable table, string rows)
    {
        if (wanted > table.K)
        {
            throw new SraClException($"{wanted} neighbors are wanted but the table holds {table.K} for each of the {rows}. Ask for at most {table.K}, or make the table with a larger k.");
        }
    }

    public static IEnumerable<string> Loss(ContrastiveLossOptions loss, FalseNegativeRules falseNegatives)
    {
        foreach (string error in Defined(loss.Form, nameof(loss.Form)).Concat(Defined(loss.Similarity, nameof(loss.Similarity))).Concat(Defined(loss.Reduction, nameof(loss.Reduction))))
        {
            yield return error;
        }

        if ((falseNegatives & ~FalseNegatives.All) != FalseNegativeRules.None)
        {
            yield return $"FalseNegatives is {falseNegatives}; expected a combination of {FalseNegatives.All}, or {FalseNegativeRules.None}.";
        }
    }

    public static IEnumerable<string> Defined<T>(T value, string name)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            yield return $"{name} is {value}; expected one of {string.Join(", ", Enum.GetNames<T>())}.";
        }
    }

    public static IEnumerable<string> Weight(double weight, string method)
    {
        if (!(double.IsFinite(weight) && weight > 0))
        {
            yield return $"Weight is {weight}; expected a finite, positive number. To train without this loss, leave {method} out; instead of AddSraClLosses, add the other loss alone.";
        }
    }
}
