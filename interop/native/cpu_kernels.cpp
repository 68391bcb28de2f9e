// Operators that sequence models spend much of their time in and that libtorch's CPU build without MKL (Debian's and
// Ubuntu's) does slowly: dropout, whose mask it draws one number at a time; attention over short sequences, which libtorch
// 1.13 has no fused operator for; and products of many small matrices, which it hands to BLAS one by one. The first two are
// operators of their own, `sracl::dropout` and `sracl::attention`; the third takes the place of libtorch's `bmm` where there
// is no MKL, in the backward pass too.

#include "cpu_kernels.h"

#include "cpu_loops.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/TensorBody.h>
#include <ATen/ops/bmm_cpu_dispatch.h>
#include <ATen/ops/dropout.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/empty_strided.h>
#include <ATen/ops/mul.h>
#include <c10/util/Exception.h>
#include <torch/csrc/api/include/torch/version.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <string>

namespace {

#if defined(__x86_64__)
// libtorch's own variable lowers the level of these loops too; it never raises it above what the processor has.
const CpuLoops& best_loops() {
    const char* variable = std::getenv("ATEN_CPU_CAPABILITY");
    const std::string highest = variable == nullptr ? "avx512" : variable;
    if (highest == "default" || !__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma") || !__builtin_cpu_supports("bmi2")) {
        return baseline_loops;
    }
    if (highest == "avx2" || !__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512vl") || !__builtin_cpu_supports("avx512bw")
        || !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("avx512cd")) {
        return avx2_loops;
    }
    return avx512_loops;
}
#else
const CpuLoops& best_loops() { return baseline_loops; }
#endif

const CpuLoops& loops() {
    static const CpuLoops& best = best_loops();
    return best;
}

// ---- dropout -------------------------------------------------------------------------------------------------------

constexpr int64_t kSmallestMask = 1024;
constexpr int64_t kMaskGrain = 64 * 1024;  // elements that are worth a thread

// From torch's generator, so that its seed decides about masks too.
uint64_t draw_key() {
    auto* generator = at::get_generator_or_default<at::CPUGeneratorImpl>(c10::nullopt, at::detail::getDefaultCPUGenerator());
    std::lock_guard<std::mutex> lock(generator->mutex_);
    return generator->random64();
}

// Of 2^32 equally likely hashes, those below are kept.
uint32_t keep_threshold(double keep) { return static_cast<uint32_t>(std::min(keep * 4294967296.0, 4294967295.0)); }

at::Tensor dropout_mask(const at::Tensor& input, double keep) {
    at::Tensor mask = at::empty_like(input, at::MemoryFormat::Contiguous);
    const uint64_t key = draw_key();
    const uint32_t threshold = keep_threshold(keep);
    const float kept = static_cast<float>(1.0 / keep);
    float* data = mask.data_ptr<float>();
    at::parallel_for(0, mask.numel(), kMaskGrain, [&](int64_t begin, int64_t end) {
        loops().fill_mask(data, begin, end, key, threshold, kept);
    });
    return mask;
}

// The product records itself for the backward pass.
at::Tensor dropout(const at::Tensor& input, double p, bool train) {
    // A small mask costs little anyhow; libtorch draws it, so that a small model gives the numbers that it gives in PyTorch.
    const bool ours = train && p > 0 && p < 1 && input.device().is_cpu() && input.scalar_type() == at::kFloat && input.numel() >= kSmallestMask;
    return ours ? at::mul(input, dropout_mask(input, 1 - p)) : at::dropout(input, p, train);
}

// ---- attention -----------------------------------------------------------------------------------------------------

constexpr int64_t kAttentionGrain = 16;  // slices that are worth a thread

// Rows of a head must be contiguous; [batch, heads, rows, width].
HeadRows head_rows(const at::Tensor& tensor) {
    return {tensor.data_ptr<float>(), tensor.stride(0), tensor.stride(1), tensor.stride(2)};
}

at::Tensor with_contiguous_rows(const at::Tensor& tensor) { return tensor.stride(3) == 1 ? tensor : tensor.contiguous(); }

// [batch, heads, rows, width] in the memory order [batch, rows, heads, width], from which heads are joined without a copy.
// No view of another tensor: one made without gradients could not be changed in place later.
at::Tensor empty_heads(const at::Tensor& like) {
    const int64_t heads = like.size(1), rows = like.size(2), width = like.size(3);
    return at::empty_strided(like.sizes(), {rows * heads * width, width, heads * width, 1}, like.options());
}

AttentionSizes attention_sizes(const at::Tensor& q, const at::Tensor& k, double p, uint64_t dropout_key, bool causal) {
    AttentionSizes sizes{};
    sizes.heads = q.size(1);
    sizes.queries = q.size(2);
    sizes.keys = k.size(2);
    sizes.width = q.size(3);
    sizes.scale = static_cast<float>(1.0 / std::sqrt(static_cast<double>(sizes.width)));
    sizes.causal = causal;
    sizes.drops = p > 0;
    sizes.key = dropout_key;
    sizes.threshold = keep_threshold(1 - p);
    sizes.kept = static_cast<float>(1.0 / (1 - p));
    return sizes;
}

class Attention final : public torch::autograd::Function<Attention> {
 public:
    static at::Tensor forward(
        torch::autograd::AutogradContext* context, const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
        const c10::optional<at::Tensor>& mask, double p, bool causal) {
        const at::Tensor q = with_contiguous_rows(query), k = with_contiguous_rows(key), v = with_contiguous_rows(value);
        const uint64_t dropout_key = p > 0 ? draw_key() : 0;
        const AttentionSizes sizes = attention_sizes(q, k, p, dropout_key, causal);
        const int64_t slices = q.size(0) * q.size(1);
        at::Tensor weights = at::empty({slices, sizes.queries, sizes.keys}, q.options());
        at::Tensor output = empty_heads(q);
        AttentionMask added{};
        if (mask.has_value()) {
            const at::Tensor all = mask->expand({q.size(0), q.size(1), sizes.queries, sizes.keys});
            added = {all.data_ptr<float>(), all.stride(0), all.stride(1), all.stride(2), all.stride(3)};
        }
        float* kept = weights.data_ptr<float>();
        at::parallel_for(0, slices, kAttentionGrain, [&](int64_t begin, int64_t end) {
            loops().attend(sizes, head_rows(q), head_rows(k), head_rows(v), added, kept, head_rows(output), begin, end);
        });
        context->save_for_backward({q, k, v, weights});
        context->saved_data["p"] = p;
        context->saved_data["key"] = static_cast<int64_t>(dropout_key);
        return output;
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list gradients) {
        TORCH_CHECK(
            !at::GradMode::is_enabled(),
            "scaled_dot_product_attention of this provider has no second derivative; where create_graph is needed, write it with matmul and softmax");
        const auto saved = context->get_saved_variables();
        const at::Tensor &q = saved[0], &k = saved[1], &v = saved[2], &weights = saved[3];
        const at::Tensor gradient = with_contiguous_rows(gradients[0]);
        // Hidden keys have no weight: the mask has done its work.
        const AttentionSizes sizes = attention_sizes(
            q, k, context->saved_data["p"].toDouble(), static_cast<uint64_t>(context->saved_data["key"].toInt()), /*causal=*/false);
        at::Tensor of_q = empty_heads(q), of_k = empty_heads(k), of_v = empty_heads(v);
        const float* kept = weights.data_ptr<float>();
        at::parallel_for(0, q.size(0) * q.size(1), kAttentionGrain, [&](int64_t begin, int64_t end) {
            loops().attend_backward(
                sizes, head_rows(q), head_rows(k), head_rows(v), kept, head_rows(gradient), head_rows(of_q), head_rows(of_k), head_rows(of_v), begin, end);
        });
        return {of_q, of_k, of_v, at::Tensor(), at::Tensor(), at::Tensor()};
    }
};

// The caller checks that sizes and types are those that the loops take.
at::Tensor attention(
    const at::Tensor& query, const at::Tensor& key, const at::Tensor& value, const c10::optional<at::Tensor>& mask, double p, bool causal) {
    TORCH_CHECK(p >= 0 && p <= 1, "dropout probability has to be between 0 and 1, but got ", p);
    return Attention::apply(query, key, value, mask, p, causal);
}

// ---- small batched products ----------------------------------------------------------------------------------------

constexpr int64_t kLargestInner = 256;
constexpr int64_t kProductGrain = 1024 * 1024;  // multiplications that are worth a thread

bool is_small(const at::Tensor& left, const at::Tensor& right) {
    return left.dim() == 3 && right.dim() == 3 && left.scalar_type() == at::kFloat && right.scalar_type() == at::kFloat
        && left.size(0) == right.size(0) && left.size(2) == right.size(1) && left.numel() > 0 && right.numel() > 0
        && left.size(1) <= widest_result && right.size(2) <= widest_result && left.size(2) <= kLargestInner
        && left.size(1) * left.size(2) * right.size(2) <= loops().largest_product;
}

Matrices matrices(const at::Tensor& tensor) {
    return {tensor.data_ptr<float>(), tensor.stride(0), tensor.stride(1), tensor.stride(2)};
}

at::Tensor bmm(const at::Tensor& left, const at::Tensor& right) {
    if (!is_small(left, right)) {
        return at::cpu::bmm(left, right);
    }
    const int64_t count = left.size(0), n = left.size(1), k = left.size(2), m = right.size(2);
    at::Tensor result = at::empty({count, n, m}, left.options());
    float* out = result.data_ptr<float>();
    at::parallel_for(0, count, std::max<int64_t>(1, kProductGrain / (n * k * m)), [&](int64_t begin, int64_t end) {
        alignas(64) thread_local float scratch[kLargestInner * widest_result];
        loops().multiply(matrices(left), matrices(right), out, begin, end, n, k, m, scratch);
    });
    return result;
}

#if TORCH_VERSION_MAJOR >= 2
namespace warnings = c10::WarningUtils;
struct IgnoreWarnings final : c10::WarningHandler {
    void process(const c10::Warning&) override {}
};
#else
namespace warnings = c10::Warning;
struct IgnoreWarnings final : c10::WarningHandler {
    void process(const c10::SourceLocation&, const std::string&, const bool) override {}
};
#endif

}  // namespace

TORCH_LIBRARY(sracl, library) {
    library.def("dropout(Tensor input, float p, bool train) -> Tensor", &dropout);
    library.def("attention(Tensor query, Tensor key, Tensor value, Tensor? mask, float p, bool causal) -> Tensor", &attention);
}

void register_cpu_kernels() {
    if (at::hasMKL()) {
        return;
    }
    // The dispatcher warns that a kernel is replaced, which is the purpose.
    IgnoreWarnings ignore;
    warnings::WarningHandlerGuard guard(&ignore);
    static torch::Library library(torch::Library::IMPL, "aten", c10::make_optional(c10::DispatchKey::CPU), __FILE__, __LINE__);
    library.impl("bmm", TORCH_FN(bmm));
}
