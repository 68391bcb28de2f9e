namespace SraCl.Semantic.Numerics;

/// <summary>Eigenvalues and eigenvectors of symmetric matrices, by Jacobi's rotations: slow for large matrices, accurate and simple.</summary>
internal static class SymmetricEigen
{
    private const int MaxSweeps = 30;

    /// <summary>Decomposes a matrix.</summary>
    /// <param name="matrix"><c>[n, n]</c>, symmetric; overwritten.</param>
    /// <param name="n">The size.</param>
    /// <param name="vectors">Takes the eigenvectors as columns <c>[n, n]</c>, that of the largest eigenvalue first.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The eigenvalues, largest first.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static double[] Decompose(double[] matrix, int n, double[] vectors, CancellationToken cancellationToken = default)
    {
        var rows = new double[n * n]; // Eigenvectors as rows, which are next to each other in memory.
        double norm = 0;
        for (int i = 0; i < n; i++)
        {
            rows[(i * n) + i] = 1;
        }

        foreach (double value in matrix)
        {
            norm += value * value;
        }

        for (int sweep = 0; sweep < MaxSweeps && OffDiagonal(matrix, n) > 1e-26 * norm; sweep++)
        {
            for (int p = 0; p < n - 1; p++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (int q = p + 1; q < n; q++)
                {
                    Rotate(matrix, rows, n, p, q);
                }
            }
        }

        int[] order = Enumerable.Range(0, n).OrderByDescending(i => matrix[(i * n) + i]).ToArray();
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                vectors[(j * n) + i] = rows[(order[i] * n) + j];
            }
        }

        return Array.ConvertAll(order, i => matrix[(i * n) + i]);
    }

    private static double OffDiagonal(double[] matrix, int n)
    {
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = i + 1; j < n; j++)
            {
                sum += 2 * matrix[(i * n) + j] * matrix[(i * n) + j];
            }
        }

        return sum;
    }

    /// <summary>Makes the entry (p, q) zero (Golub and Van Loan, Matrix Computations, 8.5).</summary>
    private static void Rotate(double[] matrix, double[] vectors, int n, int p, int q)
    {
        double apq = matrix[(p * n) + q];
        double app = matrix[(p * n) + p];
        double aqq = matrix[(q * n) + q];
        if (Math.Abs(apq) <= 1e-18 * Math.Sqrt(Math.Abs(app * aqq)) || apq == 0)
        {
            return;
        }

        double tau = (aqq - app) / (2 * apq);
        double t = (tau >= 0 ? 1 : -1) / (Math.Abs(tau) + Math.Sqrt(1 + (tau * tau)));
        double cos = 1 / Math.Sqrt(1 + (t * t));
        double sin = t * cos;
        RotateRows(matrix.AsSpan(p * n, n), matrix.AsSpan(q * n, n), cos, sin);
        for (int i = 0; i < n; i++)
        {
            double ip = matrix[(i * n) + p];
            double iq = matrix[(i * n) + q];
            matrix[(i * n) + p] = (cos * ip) - (sin * iq);
            matrix[(i * n) + q] = (sin * ip) + (cos * iq);
        }

        RotateRows(vectors.AsSpan(p * n, n), vectors.AsSpan(q * n, n), cos, sin);
    }

    private static void RotateRows(Span<double> p, Span<double> q, double cos, double sin)
    {
        for (int i = 0; i < p.Length; i++)
        {
            double first = p[i];
            double second = q[i];
            p[i] = (cos * first) - (sin * second);
            q[i] = (sin * first) + (cos * second);
        }
    }
}
