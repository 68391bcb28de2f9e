namespace SraCl.Semantic.Numerics;

/// <summary>Products of tall matrices, <c>[rows, width]</c> row by row in flat arrays.</summary>
/// <remarks>The work is cut into the same parts whatever the number of threads, and sums are added in the order of the parts: the results are the same too.</remarks>
internal static class DenseProducts
{
    /// <summary>Widths are multiples of this, which is one of every register's length.</summary>
    public const int WidthMultiple = 32;

    /// <summary>How many rows are packed into panels at a time, for the caches' sake.</summary>
    private const int RowBlock = 240;

    /// <summary>How many parts a sum over all rows is cut into at most.</summary>
    private const int Parts = 16;

    /// <summary>Computes XᵀX.</summary>
    /// <param name="matrix">X, <c>[rows, width]</c>.</param>
    /// <param name="width">The width.</param>
    /// <param name="options">The largest number of threads, and what ends the work.</param>
    /// <returns><c>[width, width]</c>, symmetric.</returns>
    public static double[] Gram(float[] matrix, int width, ParallelOptions options)
    {
        int rows = matrix.Length / width;
        int blocks = (rows + RowBlock - 1) / RowBlock;
        var sums = new double[Math.Min(Parts, blocks)][];
        Parallel.For(0, sums.Length, options, part =>
        {
            var packer = new GramPart(width);
            for (int block = (int)((long)part * blocks / sums.Length); block < (int)((long)(part + 1) * blocks / sums.Length); block++)
            {
                options.CancellationToken.ThrowIfCancellationRequested();
                packer.Add(matrix.AsSpan(block * RowBlock * width, Math.Min(RowBlock, rows - (block * RowBlock)) * width));
            }

            sums[part] = packer.Sums;
        });
        var gram = new double[width * width];
        for (int i = 0; i < width; i++)
        {
            for (int j = i; j < width; j++)
            {
                foreach (double[] sum in sums)
                {
                    gram[(i * width) + j] += sum[(i * width) + j];
                }

                gram[(j * width) + i] = gram[(i * width) + j];
            }
        }

        return gram;
    }

    /// <summary>Multiplies every row with a square matrix, in place.</summary>
    /// <param name="matrix"><c>[rows, width]</c>.</param>
    /// <param name="width">The width.</param>
    /// <param name="factor"><c>[width, width]</c>.</param>
    /// <param name="options">The largest number of threads, and what ends the work.</param>
    public static void MultiplyInPlace(float[] matrix, int width, double[] factor, ParallelOptions options)
    {
        int rows = matrix.Length / width;
        var factorPanels = new float[width * width];
        for (int i = 0; i < factor.Length; i++)
        {
            int column = i % width;
            int panel = column / PanelProducts.RightWidth;
            factorPanels[(panel * width * PanelProducts.RightWidth) + (i / width * PanelProducts.RightWidth) + (column % PanelProducts.RightWidth)] = (float)factor[i];
        }

        Parallel.For(0, (rows + RowBlock - 1) / RowBlock, options, () => new float[(RowBlock + PanelProducts.RightWidth) * width], (block, _, memory) =>
        {
            int count = Math.Min(RowBlock, rows - (block * RowBlock));
            MultiplyBlock(matrix.AsSpan(block * RowBlock * width, count * width), width, factorPanels, memory);
            return memory;
        }, static _ => { });
    }

    private static void MultiplyBlock(Span<float> block, int width, ReadOnlySpan<float> factorPanels, Span<float> memory)
    {
        const int Left = PanelProducts.LeftWidth;
        int rightWidth = PanelProducts.RightWidth;
        int rows = block.Length / width;
        Span<float> panels = memory[..(RowBlock * width)];
        for (int i = 0; i < block.Length; i++)
        {
            int row = i / width;
            panels[(row / Left * width * Left) + (i % width * Left) + (row % Left)] = block[i];
        }

        Span<float> tile = memory.Slice(RowBlock * width, Left * rightWidth);
        for (int right = 0; right < width; right += rightWidth)
        {
            for (int left = 0; left < rows; left += Left)
            {
                PanelProducts.Multiply(panels.Slice(left * width, Left * width), factorPanels.Slice(right * width, rightWidth * width), width, tile);
                for (int row = left; row < Math.Min(rows, left + Left); row++)
                {
                    tile.Slice((row - left) * rightWidth, rightWidth).CopyTo(block.Slice((row * width) + right, rightWidth));
                }
            }
        }
    }

    /// <summary>One part of a sum of rows' outer products.</summary>
    private sealed class GramPart(int width)
    {
        private readonly float[] _left = new float[(width + PanelProducts.LeftWidth) * RowBlock];
        private readonly float[] _right = new float[width * RowBlock];
        private readonly float[] _tile = new float[PanelProducts.LeftWidth * PanelProducts.RightWidth];

        /// <summary>Gets the sums <c>[width, width]</c>; below the diagonal they may be missing.</summary>
        public double[] Sums { get; } = new double[width * width];

        public void Add(ReadOnlySpan<float> block)
        {
            int rows = block.Length / width;
            Pack(block, _left, PanelProducts.LeftWidth);
            Pack(block, _right, PanelProducts.RightWidth);
            for (int left = 0; left < width; left += PanelProducts.LeftWidth)
            {
                for (int right = left / PanelProducts.RightWidth * PanelProducts.RightWidth; right < width; right += PanelProducts.RightWidth)
                {
                    PanelProducts.Multiply(
                        _left.AsSpan(left * rows, PanelProducts.LeftWidth * rows), _right.AsSpan(right * rows, PanelProducts.RightWidth * rows), rows, _tile);
                    for (int i = 0; i < PanelProducts.LeftWidth && left + i < width; i++)
                    {
                        for (int j = 0; j < PanelProducts.RightWidth; j++)
                        {
                            Sums[((left + i) * width) + right + j] += _tile[(i * PanelProducts.RightWidth) + j];
                        }
                    }
                }
            }
        }

        private void Pack(ReadOnlySpan<float> block, Span<float> panels, int panelWidth)
        {
            int rows = block.Length / width;
            for (int row = 0; row < rows; row++)
            {
                ReadOnlySpan<float> numbers = block.Slice(row * width, width);
                for (int column = 0; column < width; column += panelWidth)
                {
                    int count = Math.Min(panelWidth, width - column);
                    numbers.Slice(column, count).CopyTo(panels.Slice((column * rows) + (row * panelWidth), count));
                }
            }
        }
    }
}
