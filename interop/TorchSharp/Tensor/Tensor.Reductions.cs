using TorchSharp.Internal;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => Ops.Sum.Call(this, type);

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => Ops.SumDims.Call(this, dim, keepdim, type);

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => Ops.SumDims.Call(this, dim, keepdim, type);

        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) => sum([dim0, dim1], keepdim, type);

        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) =>
            sum([dim0, dim1, dim2], keepdim, type);

        public Tensor mean() => Ops.Mean.Call(this);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            Ops.MeanDims.Call(this, dimensions, keepdim, type);

        public Tensor prod(ScalarType? type = null) => Ops.Prod.Call(this, type);

        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) => Ops.ProdDim.Call(this, dim, keepdim, type);

        public Tensor std(bool unbiased = true) => Ops.Std.Call(this, unbiased);

        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.StdDims.Call(this, dim, unbiased, keepdim);

        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.StdDims.Call(this, dimensions, unbiased, keepdim);

        public Tensor var(bool unbiased = true) => Ops.Var.Call(this, unbiased);

        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.VarDims.Call(this, dim, unbiased, keepdim);

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.VarDims.Call(this, dimensions, unbiased, keepdim);

        public Tensor norm(float p = 2.0f) => Ops.Norm.Call(this, p);

        public Tensor norm(int dim, bool keepdim = false, float p = 2.0f) => Ops.NormDim.Call(this, p, dim, keepdim);

        public Tensor logsumexp(long dim, bool keepdim = false) => Ops.Logsumexp.Call(this, dim, keepdim);

        public Tensor cumsum(long dim, ScalarType? type = null) => Ops.Cumsum.Call(this, dim, type);

        public Tensor cumprod(long dim, ScalarType? type = null) => Ops.Cumprod.Call(this, dim, type);

        public Tensor max() => Ops.Max.Call(this);

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => Ops.MaxDim.Call2(this, dim, keepdim);

        public Tensor min() => Ops.Min.Call(this);

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => Ops.MinDim.Call2(this, dim, keepdim);

        public Tensor amax(params long[] dims) => Ops.Amax.Call(this, dims);

        public Tensor amax(long[] dims, bool keepdim = false) => Ops.Amax.Call(this, dims, keepdim);

        public Tensor amin(params long[] dims) => Ops.Amin.Call(this, dims);

        public Tensor amin(long[] dims, bool keepdim = false) => Ops.Amin.Call(this, dims, keepdim);

        public Tensor argmax() => Ops.Argmax.Call(this);

        public Tensor argmax(long dim, bool keepdim = false) => Ops.Argmax.Call(this, dim, keepdim);

        public Tensor argmin() => Ops.Argmin.Call(this);

        public Tensor argmin(long dim, bool keepdim = false) => Ops.Argmin.Call(this, dim, keepdim);

        public Tensor argsort(long dim = -1, bool descending = false) => Ops.Argsort.Call(this, dim, descending);

        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) =>
            Ops.Sort.Call2(this, stable, dim, descending);

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            Ops.Topk.Call2(this, k, dim, largest, sorted);

        public (Tensor output, Tensor? inverse_indices, Tensor? counts) unique(
            bool sorted = true, bool return_inverse = false, bool return_counts = false, int? dim = null)
        {
            (Tensor output, Tensor inverse, Tensor counts) = dim is { } d
                ? Ops.UniqueDim.Call3(this, d, sorted, return_inverse, return_counts)
                : Ops.Unique.Call3(this, sorted, return_inverse, return_counts);
            return (output, KeepIf(return_inverse, inverse), KeepIf(return_counts, counts));
        }

        public (Tensor output, Tensor? inverse_indices, Tensor? counts) unique_consecutive(
            bool return_inverse = false, bool return_counts = false, int? dim = null)
        {
            (Tensor output, Tensor inverse, Tensor counts) =
                Ops.UniqueConsecutive.Call3(this, return_inverse, return_counts, (long?)dim);
            return (output, KeepIf(return_inverse, inverse), KeepIf(return_counts, counts));
        }

        public Tensor bincount(Tensor? weights, long minlength = 0) => Ops.Bincount.Call(this, weights, minlength);

        public Tensor median() => Ops.Median.Call(this);

        public Tensor all() => Ops.All.Call(this);

        public Tensor all(long dim, bool keepdim = false) => Ops.AllDim.Call(this, dim, keepdim);

        public Tensor any() => Ops.Any.Call(this);

        public Tensor any(long dim, bool keepdim = false) => Ops.AnyDim.Call(this, dim, keepdim);

        public Tensor matmul(Tensor target) => Ops.Matmul.Call(this, target);

        public Tensor mm(Tensor target) => Ops.Mm.Call(this, target);

        public Tensor bmm(Tensor batch2) => Ops.Bmm.Call(this, batch2);

        public Tensor mv(Tensor target) => Ops.Mv.Call(this, target);

        public Tensor dot(Tensor target) => Ops.Dot.Call(this, target);

        public Tensor outer(Tensor vec2) => Ops.Outer.Call(this, vec2);

        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            Ops.Addmm.Call(this, mat1, mat2, beta, alpha);

        private static Tensor? KeepIf(bool wanted, Tensor tensor)
        {
            if (wanted)
            {
                return tensor;
            }

            tensor.Dispose();
            return null;
        }
    }
}
