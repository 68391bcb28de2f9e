using static TorchSharp.torch;

namespace TorchSharp.Conformance.Tests.Tensors;

public sealed class LinearAlgebraTests
{
    [Theory]
    [InlineData('L')]
    [InlineData('U')]
    public void Eigh_SymmetricMatrix_GivesAscendingValuesAndOrthonormalColumns(char triangle)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor half = randn(6, 6, dtype: ScalarType.Float64);
        Tensor matrix = half + half.t();
        Tensor garbage = full(6, 6, 1e6, dtype: ScalarType.Float64);

        // Only one triangle may be read.
        Tensor given = triangle == 'L' ? matrix.tril() + garbage.triu(1) : matrix.triu() + garbage.tril(-1);
        (Tensor values, Tensor vectors) = linalg.eigh(given, triangle);

        Assert.True((vectors.mm(values.diag()).mm(vectors.t()) - matrix).abs().max().ToDouble() < 1e-12);
        Assert.True((vectors.t().mm(vectors) - eye(6, dtype: ScalarType.Float64)).abs().max().ToDouble() < 1e-12);
        Assert.True((values.narrow(0, 1, 5) - values.narrow(0, 0, 5)).min().ToDouble() >= 0);
    }

    [Fact]
    public void Eigh_KnownMatrix_GivesItsEigenvalues()
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor values, _) = linalg.eigh(tensor(new double[] { 2, 1, 1, 2 }, [2, 2]));

        Assert.Equal(1, values[0].ToDouble(), 1e-12);
        Assert.Equal(3, values[1].ToDouble(), 1e-12);
    }
}
