using SraCl.Contrastive.Losses;
using SraCl.Neighbors;

namespace SraCl.Contrastive;

/// <summary>The checks that several objectives make before training begins.</summary>
internal static class Checks
{
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

    public static void Loss(OptionErrors errors, ContrastiveLossOptions loss, FalseNegativeRules falseNegatives)
    {
        errors.Defined(loss.Form, nameof(loss.Form));
        errors.Defined(loss.Similarity, nameof(loss.Similarity));
        errors.Defined(loss.Reduction, nameof(loss.Reduction));
        errors.Require(
            (falseNegatives & ~FalseNegatives.All) == FalseNegativeRules.None, falseNegatives, $"a combination of {FalseNegatives.All}, or {FalseNegativeRules.None}", nameof(FalseNegatives));
    }

    public static void Weight(OptionErrors errors, double weight, string method) => errors.Require(
        double.IsFinite(weight) && weight > 0,
        weight,
        $"a finite, positive number. To train without this loss, leave {method} out; instead of AddSraClLosses, add the other loss alone",
        "Weight");
}
