using System.Runtime.InteropServices;
using SraCl.Neighbors;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Modeling;

/// <summary>The directions in which the vectors of items differ most, and the items' places along them.</summary>
internal sealed class PrincipalComponents
{
    /// <summary>So many rows are in double precision at a time.</summary>
    private const int Block = 4096;

    /// <summary>What is below this share of the largest eigenvalue is rounding.</summary>
    private const double Rounding = 1e-10;

    private readonly EmbeddingMatrix _vectors;
    private readonly int[] _rows; // Rows of the matrix with a vector: item ids.
    private readonly Tensor _mean; // [1, S]
    private readonly Tensor _axes; // [S, W], the leading one first
    private readonly double[] _variances; // [W]

    private PrincipalComponents(EmbeddingMatrix vectors, int[] rows, Tensor mean, Tensor axes, double[] variances)
    {
        _vectors = vectors;
        _rows = rows;
        _mean = mean;
        _axes = axes;
        _variances = variances;
    }

    /// <summary>Gets the number of items that have a vector.</summary>
    public int Count => _rows.Length;

    /// <summary>Decomposes the covariance of the rows from 1 on that are not all zeros.</summary>
    public static PrincipalComponents Of(EmbeddingMatrix vectors, int wanted)
    {
        int[] rows = Enumerable.Range(1, vectors.RowCount - 1).Where(row => vectors[row].ContainsAnyExcept(0f)).ToArray();
        if (rows.Length == 0)
        {
            throw new SraClException("All item vectors are zeros, so there is nothing to start tables from. Give the items' texts, or leave the tables as they are.");
        }

        Tensor mean = zeros(1, vectors.Dimension, dtype: ScalarType.Float64); // [1, S]
        ForEachBlock(vectors, rows, (_, block) => mean.add_(block.sum(0, keepdim: true)));
        mean.div_(rows.Length);
        Tensor covariance = zeros(vectors.Dimension, vectors.Dimension, dtype: ScalarType.Float64); // [S, S]
        ForEachBlock(vectors, rows, (_, block) => covariance.add_((block - mean).t().mm(block - mean)));
        (Tensor values, Tensor axes) = linalg.eigh(covariance.div_(rows.Length)); // Ascending.

        double[] ascending = values.data<double>().ToArray();
        double size = mean.square().sum().ToDouble();
        int count = ascending.Count(value => value > Rounding * Math.Max(ascending[^1], 1e-6 * size));
        if (count == 0)
        {
            throw new SraClException($"The {rows.Length} item vectors that are not zeros are all the same, so no direction tells items apart. Check how they were made.");
        }

        count = Math.Min(count, wanted);
        Tensor leading = axes.narrow(1, ascending.Length - count, count).flip(1); // [S, W]
        Tensor largest = leading.gather(0, leading.abs().argmax(0, keepdim: true)); // [1, W]
        return new PrincipalComponents(vectors, rows, mean, leading * largest.sign(), ascending.Reverse().Take(count).ToArray());
    }

    /// <summary>Writes the items' places along the leading axes to a table, in the deviation that the table has.</summary>
    /// <param name="table">A table <c>[N, d]</c>, written in place.</param>
    public void Write(Tensor table)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor now = table.to(ScalarType.Float64);
        double deviation = Math.Sqrt((now - now.mean()).square().mean().ToDouble());
        if (!(deviation > 0 && double.IsFinite(deviation)))
        {
            throw new SraClException($"The item table has a standard deviation of {deviation}, which says nothing about the size that its numbers shall have. Initialise the backbone first.");
        }

        int width = Math.Min((int)table.size(1), _variances.Length);

        // Places along an axis have mean 0 and the axis's eigenvalue as variance.
        double scale = deviation / Math.Sqrt(_variances.Take(width).Average());
        Tensor axes = _axes.narrow(1, 0, width) * scale; // [S, w]
        Tensor columns = table.narrow(1, 0, width); // [N, w]
        ForEachBlock(_vectors, _rows, (rows, block) =>
        {
            Tensor items = tensor(Array.ConvertAll(rows.ToArray(), row => row - 1L)).to(table.device);
            columns.index_copy_(0, items, (block - _mean).mm(axes).to(table.dtype).to(table.device));
        });
    }

    private static void ForEachBlock(EmbeddingMatrix vectors, int[] rows, Action<ArraySegment<int>, Tensor> work)
    {
        for (int start = 0; start < rows.Length; start += Block)
        {
            using DisposeScope scope = NewDisposeScope();
            var own = new ArraySegment<int>(rows, start, Math.Min(Block, rows.Length - start));
            Tensor block = empty(own.Count, vectors.Dimension, dtype: ScalarType.Float32); // [b, S]
            Span<float> target = MemoryMarshal.Cast<byte, float>(block.bytes);
            foreach (int row in own)
            {
                vectors[row].CopyTo(target);
                target = target[vectors.Dimension..];
            }

            work(own, block.to(ScalarType.Float64));
        }
    }
}
