using SraCl.Neighbors;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Modeling;

/// <summary>Starts the item tables of a backbone from vectors that are known beforehand, such as those of the items' texts.</summary>
/// <remarks>
/// A table gets the principal components of the vectors, as many as it is wide, scaled to the deviation that it has: items with similar texts begin near to
/// each other, and sizes are those that the backbone is made for. Gradients flow as before. Stateless; the backbone must not be used meanwhile.
/// </remarks>
public static class ItemTableInitializer
{
    /// <summary>Writes every table of <see cref="ISequenceBackbone.ItemTables"/>.</summary>
    /// <param name="backbone">The backbone, initialised, on any device.</param>
    /// <param name="vectors">The vectors: row 0 belongs to padding and is not read, row i to item i; a row of zeros means that there is none.</param>
    /// <returns>
    /// The number of items whose rows were written. Those of the others keep what they have, and so do a table's columns behind the number of components there
    /// are: the vectors' length at most, and one less than their number.
    /// </returns>
    /// <remarks>
    /// With c the mean of the vectors and W the w leading eigenvectors of their covariance (rows without a vector left out of both), row i becomes
    /// s · Wᵀ (x_i − c), where s makes the standard deviation over all written entries that of all entries of the table before. The entry of largest size of
    /// each eigenvector is positive, so that equal vectors give equal tables. Computed in double precision.
    /// </remarks>
    /// <exception cref="SraClException">The vectors do not fit the backbone, are all the same, or writing to a table does not change the backbone.</exception>
    public static int Initialize(ISequenceBackbone backbone, EmbeddingMatrix vectors)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(vectors);
        if (vectors.RowCount != backbone.ItemCount + 1)
        {
            throw new SraClException(
                $"The item vectors have {vectors.RowCount} rows but the backbone has {backbone.ItemCount} items. Give one row an item after the row of padding: {backbone.ItemCount + 1}.");
        }

        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        CheckViews(backbone);
        PrincipalComponents components = PrincipalComponents.Of(vectors, (int)backbone.ItemTables().Max(table => table.size(1)));
        foreach (Tensor table in backbone.ItemTables())
        {
            components.Write(table);
        }

        return components.Count;
    }

    /// <summary>Sees to it that writing to a table changes the backbone, before anything is written for good.</summary>
    private static void CheckViews(ISequenceBackbone backbone)
    {
        IReadOnlyList<Tensor> tables = backbone.ItemTables();
        if (tables.Count == 0)
        {
            throw new SraClException($"{backbone.GetType().Name} names no item tables, so there is nothing to start from vectors. Return its tables from ItemTables().");
        }

        for (int i = 0; i < tables.Count; i++)
        {
            long[] shape = tables[i].shape;
            if (shape is not [_, >= 1] || shape[0] != backbone.ItemCount)
            {
                throw new SraClException(
                    $"Item table {i} of {backbone.GetType().Name} is [{string.Join(", ", shape)}]; expected [{backbone.ItemCount}, d]: one row an item, without the row of padding.");
            }

            Tensor vectors = backbone.ItemVectors();
            bool shows = vectors.shape.AsSpan().SequenceEqual(shape) && vectors.eq(tables[i]).all().ToBoolean();
            Tensor entry = tables[i][0, 0];
            Tensor before = entry.clone();
            Tensor changed = before + 1;
            entry.copy_(changed);
            bool isView = Same(backbone.ItemTables()[i], changed) && (!shows || Same(backbone.ItemVectors(), changed));
            entry.copy_(before);
            if (!isView)
            {
                throw new SraClException(
                    $"Writing to item table {i} of {backbone.GetType().Name} does not change the backbone: its vectors are computed, not stored. "
                    + "Return views of its parameters from ItemTables(), such as embedding.weight.narrow(0, 1, itemCount).");
            }
        }
    }

    private static bool Same(Tensor table, Tensor first) => table[0, 0].eq(first).ToBoolean();
}
