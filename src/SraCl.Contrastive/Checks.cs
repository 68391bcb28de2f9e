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

    public static void Neighbors(int wanted, NeighborTable table, string rows)
    {
        if (wanted > table.K)
        {
            throw new SraClException($"{wanted} neighbors are wanted but the table holds {table.K} for each of the {rows}. Ask for at most {table.K}, or make the table with a larger k.");
        }
    }

    public static IEnumerable<string> Weight(double weight, string method)
    {
        if (!(double.IsFinite(weight) && weight > 0))
        {
            yield return $"Weight is {weight}; expected a finite, positive number. To train without this loss, leave {method} out.";
        }
    }
}
