using TorchSharp.Internal;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Ops.Linear.Call(input, weights, bias);

            public static Tensor layer_norm(
                Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05) =>
                Ops.LayerNorm.Call(input, normalized_shape, weight, bias, eps);

            public static Tensor normalize(Tensor input, double p = 2.0, long dim = 1L, double eps = 1e-12)
            {
                using DisposeScope scope = NewDisposeScope();
                Tensor length = Ops.NormDim.Call(input, p, dim, true).clamp_min(eps).expand_as(input);
                return input.div(length).MoveToOuterDisposeScope();
            }

            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1L, double eps = 1e-8) =>
                Ops.CosineSimilarity.Call(x1, x2, dim, eps);

            public static Tensor one_hot(Tensor x, long num_classes = -1) => Ops.OneHot.Call(x, num_classes);

            /// <param name="attn_mask">Boolean (true takes part) or additive, broadcastable to <c>[.., Lq, Lk]</c>.</param>
            /// <param name="is_casual">Causal mask; the spelling is TorchSharp's.</param>
            public static Tensor scaled_dot_product_attention(
                Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0.0, bool is_casual = false)
            {
                if (is_casual && attn_mask is not null)
                {
                    throw new ArgumentException("Pass either attn_mask or is_casual, not both.", nameof(attn_mask));
                }

                using DisposeScope scope = NewDisposeScope();
                Tensor scores = query.mul(1.0 / Math.Sqrt(query.size(-1))).matmul(key.transpose(-2, -1)); // [.., Lq, Lk]
                Tensor? mask = is_casual
                    ? ones(query.size(-2), key.size(-2), ScalarType.Bool, query.device).tril()
                    : attn_mask;
                if (mask is not null)
                {
                    scores = mask.dtype == ScalarType.Bool
                        ? scores.masked_fill(mask.logical_not(), double.NegativeInfinity)
                        : scores.add(mask);
                }

                Tensor weights = scores.softmax(-1);
                return dropout(weights, p, p > 0.0).matmul(value).MoveToOuterDisposeScope();
            }

            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                mode == PaddingModes.Constant
                    ? Ops.Pad.Call(input, pad, value)
                    : throw new NotSupportedException($"Padding mode {mode} is not supported by this provider; expected Constant.");
        }
    }
}
