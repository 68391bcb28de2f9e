using TorchSharp.Internal;

namespace TorchSharp;

public static partial class torch
{
    public static partial class linalg
    {
        private static readonly Op EigenSymmetric = new("linalg_eigh");

        // Eigenvalues ascending [*, n] and eigenvectors as columns [*, n, n]; reads only the lower ('L') or upper ('U') triangle.
        public static (Tensor, Tensor) eigh(Tensor input, char UPLO = 'L') => EigenSymmetric.Call2(input, UPLO.ToString());
    }
}
