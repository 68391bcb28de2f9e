using TorchSharp.Internal;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => tensors.Count switch
    {
        0 => throw new ArgumentException("There is nothing to concatenate.", nameof(tensors)),
        1 => tensors[0].alias(),
        _ => Ops.Cat.Call(ToArray(tensors), dim),
    };

    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Ops.Stack.Call(ToArray(tensors), dim);

    public static Tensor[] chunk(Tensor input, long chunks, long dim = 0) => input.chunk(chunks, dim);

    /// <exception cref="ArgumentException"><paramref name="condition"/> is not Boolean.</exception>
    public static Tensor where(Tensor condition, Tensor x, Tensor y) => condition.dtype == ScalarType.Bool
        ? Ops.Where.Call(condition, x, y)
        : throw new ArgumentException($"The condition to 'where' must be a Boolean tensor; this one is {condition.dtype}.", nameof(condition));

    public static Tensor[] where(Tensor condition) => Ops.WhereList.CallList(condition);

    public static Tensor einsum(string equation, params Tensor[] tensors) => Ops.Einsum.Call(equation, tensors);

    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);

    public static Tensor mm(Tensor input, Tensor target) => input.mm(target);

    public static Tensor bmm(Tensor input, Tensor batch2) => input.bmm(batch2);

    public static Tensor mv(Tensor input, Tensor target) => input.mv(target);

    public static Tensor dot(Tensor input, Tensor target) => input.dot(target);

    public static Tensor outer(Tensor input, Tensor vec2) => input.outer(vec2);

    public static Tensor addmm(Tensor input, Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => input.addmm(mat1, mat2, beta, alpha);

    public static Tensor baddbmm(Tensor input, Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
        Ops.Baddbmm.Call(input, batch1, batch2, beta, alpha);

    public static Tensor reshape(Tensor input, params long[] shape) => input.reshape(shape);

    public static Tensor flatten(Tensor input, long start_dim = 0, long end_dim = -1) => input.flatten(start_dim, end_dim);

    public static Tensor squeeze(Tensor input, long? dim = null) => input.squeeze(dim);

    public static Tensor unsqueeze(Tensor input, long dim) => input.unsqueeze(dim);

    public static Tensor transpose(Tensor input, long dim0, long dim1) => input.transpose(dim0, dim1);

    public static Tensor permute(Tensor input, params long[] permutation) => input.permute(permutation);

    public static Tensor flip(Tensor input, params long[] dims) => input.flip(dims);

    public static Tensor tril(Tensor input, long diagonal = 0) => input.tril(diagonal);

    public static Tensor triu(Tensor input, long diagonal = 0) => input.triu(diagonal);

    public static Tensor gather(Tensor input, long dim, Tensor index) => input.gather(dim, index);

    public static Tensor index_select(Tensor input, long dim, Tensor index) => input.index_select(dim, index);

    public static Tensor masked_select(Tensor input, Tensor mask) => input.masked_select(mask);

    public static Tensor nonzero(Tensor input) => input.nonzero();

    public static Tensor isin(Tensor elements, Tensor test_elements, bool assumeUnique = false, bool invert = false) =>
        elements.isin(test_elements, assumeUnique, invert);

    public static Tensor isnan(Tensor input) => input.isnan();

    public static Tensor isinf(Tensor input) => input.isinf();

    public static Tensor isfinite(Tensor input) => input.isfinite();

    public static bool allclose(Tensor input, Tensor other, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
        input.allclose(other, rtol, atol, equal_nan);

    public static Tensor eq(Tensor left, Tensor right) => left.eq(right);

    public static bool equal(Tensor input, Tensor other) => input.Equals(other);

    public static Tensor logical_and(Tensor input, Tensor other) => input.logical_and(other);

    public static Tensor logical_or(Tensor input, Tensor other) => input.logical_or(other);

    public static Tensor logical_not(Tensor input) => input.logical_not();

    public static Tensor add(Tensor left, Tensor right) => left.add(right);

    public static Tensor sub(Tensor left, Tensor right) => left.sub(right);

    public static Tensor mul(Tensor left, Tensor right) => left.mul(right);

    public static Tensor div(Tensor left, Tensor right) => left.div(right);

    public static Tensor pow(Tensor input, Scalar exponent) => input.pow(exponent);

    public static Tensor pow(Tensor input, Tensor exponent) => input.pow(exponent);

    public static Tensor pow(Scalar input, Tensor exponent) => Ops.PowScalar.Call(input, exponent);

    public static Tensor maximum(Tensor input, Tensor other) => input.maximum(other);

    public static Tensor minimum(Tensor input, Tensor other) => input.minimum(other);

    public static Tensor clamp(Tensor input, Scalar? min = null, Scalar? max = null) => input.clamp(min, max);

    public static Tensor lerp(Tensor input, Tensor end, Tensor weight) => input.lerp(end, weight);

    public static Tensor abs(Tensor input) => input.abs();

    public static Tensor sign(Tensor input) => input.sign();

    public static Tensor exp(Tensor input) => input.exp();

    public static Tensor log(Tensor input) => input.log();

    public static Tensor log1p(Tensor input) => input.log1p();

    public static Tensor sqrt(Tensor input) => input.sqrt();

    public static Tensor rsqrt(Tensor input) => input.rsqrt();

    public static Tensor square(Tensor input) => input.square();

    public static Tensor sin(Tensor input) => input.sin();

    public static Tensor cos(Tensor input) => input.cos();

    public static Tensor tanh(Tensor input) => input.tanh();

    public static Tensor sigmoid(Tensor input) => input.sigmoid();

    public static Tensor erf(Tensor input) => input.erf();

    public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

    public static Tensor log_softmax(Tensor input, long dim, ScalarType? dtype = null) => input.log_softmax(dim, dtype);

    public static Tensor logsumexp(Tensor input, long dim, bool keepdim = false) => input.logsumexp(dim, keepdim);

    public static Tensor sum(Tensor input, ScalarType? type = null) => input.sum(type);

    public static Tensor sum(Tensor input, long dim, bool keepdim = false, ScalarType? type = null) => input.sum(dim, keepdim, type);

    public static Tensor mean(Tensor input) => input.mean();

    public static Tensor mean(Tensor input, long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
        input.mean(dimensions, keepdim, type);

    public static Tensor cumsum(Tensor input, long dim, ScalarType? type = null) => input.cumsum(dim, type);

    public static Tensor max(Tensor input) => input.max();

    public static (Tensor values, Tensor indexes) max(Tensor input, long dim, bool keepdim = false) => input.max(dim, keepdim);

    public static Tensor min(Tensor input) => input.min();

    public static (Tensor values, Tensor indexes) min(Tensor input, long dim, bool keepdim = false) => input.min(dim, keepdim);

    public static Tensor argmax(Tensor input) => input.argmax();

    public static Tensor argmax(Tensor input, long dim, bool keepdim = false) => input.argmax(dim, keepdim);

    public static Tensor argmin(Tensor input, long dim, bool keepdim = false) => input.argmin(dim, keepdim);

    public static Tensor argsort(Tensor input, long dim = -1, bool descending = false) => input.argsort(dim, descending);

    public static (Tensor Values, Tensor Indices) sort(Tensor input, long dim = -1, bool descending = false, bool stable = false) =>
        input.sort(dim, descending, stable);

    public static (Tensor values, Tensor indexes) topk(
        Tensor tensor, int k, int dim = -1, bool largest = true, bool sorted = true) => tensor.topk(k, dim, largest, sorted);

    public static Tensor norm(Tensor input, float p = 2.0f) => input.norm(p);

    public static Tensor cdist(Tensor x1, Tensor x2, double p = 2.0) => Ops.Cdist.Call(x1, x2, p);

    private static Tensor[] ToArray(IEnumerable<Tensor> tensors) => tensors as Tensor[] ?? tensors.ToArray();
}
