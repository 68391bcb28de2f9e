#pragma once

#include <cstdint>

// The inner loops of cpu_kernels.cpp. cpu_loops.cpp is compiled once for each generation of processors that matters, and
// cpu_kernels.cpp takes the best one at run time. It includes nothing that could leave inline functions compiled for a
// newer processor where the linker might prefer them.

struct Matrices {
    const float* data;
    int64_t batch, row, column;  // strides
};

constexpr int64_t widest_result = 64;

// Attention over `batch` times `heads` slices: queries [lq, d], keys and values [lk, d], d a multiple of 16; rows of a slice
// are contiguous. lq, lk and d are at most widest_result.
struct AttentionSizes {
    int64_t heads, queries, keys, width;
    float scale;
    bool causal;         // query i sees keys 0..i
    bool drops;          // whether there is a dropout mask, to which the following belong
    uint64_t key;
    uint32_t threshold;
    float kept;          // what a kept weight is multiplied by; 1 without a mask
};

// [batch, heads, rows, width], the last stride is 1
struct HeadRows {
    float* data;
    int64_t batch, head, row;  // strides
};

struct AttentionMask {
    const float* data;  // null for none
    int64_t batch, head, row, column;
};

struct CpuLoops {
    // The multiplications in a product of two matrices up to which `multiply` is faster than libtorch's way through BLAS.
    int64_t largest_product;

    // mask[i] = hash(key, i) < threshold ? kept : 0, for i in [begin, end)
    void (*fill_mask)(float* mask, int64_t begin, int64_t end, uint64_t key, uint32_t threshold, float kept);

    // result[b, n, m] = left[b, n, k] * right[b, k, m] for b in [begin, end); `result` is contiguous, m at most widest_result,
    // `scratch` holds k * widest_result floats.
    void (*multiply)(
        Matrices left, Matrices right, float* result, int64_t begin, int64_t end, int64_t n, int64_t k, int64_t m, float* scratch);

    // Slices [begin, end) of: weights = softmax(q k^T * scale + mask), output = dropout(weights) v. `weights` is [batch * heads, lq, lk].
    void (*attend)(
        const AttentionSizes& sizes, HeadRows q, HeadRows k, HeadRows v, AttentionMask mask, float* weights, HeadRows output, int64_t begin, int64_t end);

    // The gradients of q, k and v from that of the output.
    void (*attend_backward)(
        const AttentionSizes& sizes, HeadRows q, HeadRows k, HeadRows v, const float* weights, HeadRows output_gradient,
        HeadRows q_gradient, HeadRows k_gradient, HeadRows v_gradient, int64_t begin, int64_t end);
};

extern const CpuLoops baseline_loops;
#if defined(__x86_64__)
extern const CpuLoops avx2_loops;
extern const CpuLoops avx512_loops;
#endif
