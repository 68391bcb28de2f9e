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

                if (IsShort(query, key, value, attn_mask))
                {
                    return Ops.Attention.Call(query, key, value, attn_mask, p, is_casual);
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

            /// <summary>Whether the native library's own kernel takes the tensors: single precision on the CPU, short, heads of a multiple of 16.</summary>
            private static bool IsShort(Tensor query, Tensor key, Tensor value, Tensor? mask)
            {
                const long Longest = 64;
                const long Lanes = 16;
                return query.dim() == 4 && key.dim() == 4 && value.dim() == 4
                    && query.dtype == ScalarType.Float32 && key.dtype == ScalarType.Float32 && value.dtype == ScalarType.Float32
                    && query.device_type == DeviceType.CPU && key.device_type == DeviceType.CPU && value.device_type == DeviceType.CPU
                    && query.size(2) <= Longest && key.size(2) <= Longest && query.size(3) <= Longest && query.size(3) % Lanes == 0
                    && key.size(0) == query.size(0) && key.size(1) == query.size(1) && key.size(3) == query.size(3)
                    && value.size(0) == key.size(0) && value.size(1) == key.size(1) && value.size(2) == key.size(2) && value.size(3) == key.size(3)
                    && query.numel() > 0 && key.numel() > 0
                    && (mask is null || (mask.dtype == ScalarType.Float32 && !mask.requires_grad && mask.device_type == DeviceType.CPU));
            }

            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                mode == PaddingModes.Constant
                    ? Ops.Pad.Call(input, pad, value)
                    : throw new NotSupportedException($"Padding mode {mode} is not supported by this provider; expected Constant.");
        }
    }
}
