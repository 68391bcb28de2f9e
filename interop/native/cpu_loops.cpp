#include "cpu_loops.h"

namespace {

// The numbers that one register of the processor holds: compilers translate wider vectors badly.
#if defined(__AVX512F__)
#define CPU_LANES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
#elif defined(__AVX2__)
#define CPU_LANES 0, 1, 2, 3, 4, 5, 6, 7
#else
#define CPU_LANES 0, 1, 2, 3
#endif
constexpr int32_t kPlaces[] = {CPU_LANES};
constexpr int64_t kLanes = sizeof(kPlaces) / sizeof(kPlaces[0]);

// They may lie anywhere among floats.
typedef float Lanes __attribute__((vector_size(kLanes * sizeof(float)), aligned(alignof(float)), may_alias));
typedef int32_t IntLanes __attribute__((vector_size(kLanes * sizeof(int32_t))));
typedef uint32_t UintLanes __attribute__((vector_size(kLanes * sizeof(uint32_t))));

// Rows are padded to whole blocks of 16 numbers.
constexpr int64_t kBlock = 16;

// The registers that kBlocks blocks take.
template <int kBlocks>
constexpr int registers = kBlocks * static_cast<int>(kBlock / kLanes);

inline __attribute__((always_inline)) Lanes& lanes_at(float* numbers, int index) {
    return *reinterpret_cast<Lanes*>(numbers + index * kLanes);
}

template <int kCount>
struct Blocks {
    static constexpr int count = kCount;
};

// A hash of (key, i) decides about element i: no element waits for the one before it, and threads change nothing. It is the
// 32-bit finalizer of MurmurHash3, twice, with half of the key before each. T is one number or lanes of them.
template <typename T>
inline __attribute__((always_inline)) void hash(uint64_t key, T& x) {
    x ^= static_cast<uint32_t>(key);
    x ^= x >> 16;
    x *= 0x85ebca6bu;
    x ^= x >> 13;
    x *= 0xc2b2ae35u;
    x ^= x >> 16;
    x += static_cast<uint32_t>(key >> 32);
    x *= 0x85ebca6bu;
    x ^= x >> 13;
    x *= 0xc2b2ae35u;
    x ^= x >> 16;
}

// The hash counts to 2^32; as many elements share a key.
inline uint64_t key_at(uint64_t key, int64_t i) { return key + static_cast<uint64_t>(i >> 32) * 0x9e3779b97f4a7c15u; }

void fill_mask(float* mask, int64_t begin, int64_t end, uint64_t key, uint32_t threshold, float kept) {
    while (begin < end) {
        const int64_t next_key = ((begin >> 32) + 1) << 32;
        const int64_t count = (end < next_key ? end : next_key) - begin;
        const uint64_t own_key = key_at(key, begin);
        const uint32_t first = static_cast<uint32_t>(begin);
        for (int64_t i = 0; i < count; ++i) {
            uint32_t x = first + static_cast<uint32_t>(i);
            hash(own_key, x);
            mask[begin + i] = x < threshold ? kept : 0.0f;
        }
        begin += count;
    }
}

// kRows rows of kRegisters registers of the result: each number that is loaded from `right` serves all of the rows, and the sums
// stay in registers.
template <int kRows, int kRegisters>
inline __attribute__((always_inline)) void multiply_rows(
    const float* left, int64_t left_row, int64_t left_column, const float* right, int64_t right_row, float* result, int64_t result_row,
    int64_t k, int64_t m) {
    Lanes sums[kRows][kRegisters] = {};
    for (int64_t c = 0; c < k; ++c) {
        const float* r = right + c * right_row;
        for (int part = 0; part < kRegisters; ++part) {
            const Lanes lanes = *reinterpret_cast<const Lanes*>(r + part * kLanes);
            for (int row = 0; row < kRows; ++row) {
                sums[row][part] += left[row * left_row + c * left_column] * lanes;
            }
        }
    }
    for (int row = 0; row < kRows; ++row) {
        float* target = result + row * result_row;
        for (int part = 0; part < kRegisters; ++part) {
            const int64_t first = part * kLanes;
            if (first + kLanes <= m) {
                lanes_at(target, part) = sums[row][part];
            } else {
                for (int64_t j = first; j < m; ++j) {
                    target[j] = sums[row][part][j - first];
                }
            }
        }
    }
}

// result[n, m] = left[n, k] * right[k, m]; rows of `right` hold kBlocks whole blocks.
template <int kBlocks>
inline __attribute__((always_inline)) void multiply_matrix(
    const float* left, int64_t left_row, int64_t left_column, const float* right, int64_t right_row, float* result, int64_t result_row,
    int64_t n, int64_t k, int64_t m) {
    // The sums of four rows and what they are made from have to fit into the registers: 32 with AVX-512, 16 before.
    constexpr int together = kLanes == kBlock ? registers<kBlocks> : 2;
    int64_t i = 0;
    for (; i + 4 <= n; i += 4) {
        for (int64_t j = 0; j < kBlocks * kBlock; j += together * kLanes) {
            multiply_rows<4, together>(
                left + i * left_row, left_row, left_column, right + j, right_row, result + i * result_row + j, result_row, k, m - j);
        }
    }
    for (; i < n; ++i) {
        for (int64_t j = 0; j < kBlocks * kBlock; j += together * kLanes) {
            multiply_rows<1, together>(
                left + i * left_row, left_row, left_column, right + j, right_row, result + i * result_row + j, result_row, k, m - j);
        }
    }
}

template <int kBlocks>
void multiply_blocks(Matrices left, Matrices right, float* result, int64_t begin, int64_t end, int64_t n, int64_t k, int64_t m, float* scratch) {
    constexpr int64_t width = kBlocks * kBlock;
    for (int64_t i = 0; i < k * width; ++i) {
        scratch[i] = 0;
    }
    for (int64_t b = begin; b < end; ++b) {
        const float* r = right.data + b * right.batch;
        int64_t right_row = right.row;
        // Anything but contiguous rows of whole blocks is copied into such rows, whose padding stays 0.
        if (right.column != 1 || m != width) {
            if (right.column == 1) {
                for (int64_t c = 0; c < k; ++c) {
                    for (int64_t j = 0; j < m; ++j) {
                        scratch[c * width + j] = r[c * right.row + j];
                    }
                }
            } else {
                // A few rows at a time, which stay in the nearest cache.
                for (int64_t first = 0; first < k; first += kBlock) {
                    const int64_t last = first + kBlock < k ? first + kBlock : k;
                    for (int64_t j = 0; j < m; ++j) {
                        for (int64_t c = first; c < last; ++c) {
                            scratch[c * width + j] = r[c * right.row + j * right.column];
                        }
                    }
                }
            }
            r = scratch;
            right_row = width;
        }
        multiply_matrix<kBlocks>(left.data + b * left.batch, left.row, left.column, r, right_row, result + b * n * m, m, n, k, m);
    }
}

void multiply(Matrices left, Matrices right, float* result, int64_t begin, int64_t end, int64_t n, int64_t k, int64_t m, float* scratch) {
    switch ((m + kBlock - 1) / kBlock) {
        case 1: return multiply_blocks<1>(left, right, result, begin, end, n, k, m, scratch);
        case 2: return multiply_blocks<2>(left, right, result, begin, end, n, k, m, scratch);
        case 3: return multiply_blocks<3>(left, right, result, begin, end, n, k, m, scratch);
        default: return multiply_blocks<4>(left, right, result, begin, end, n, k, m, scratch);
    }
}

// ---- attention -----------------------------------------------------------------------------------------------------

// e^x for x <= 0: x = n ln 2 + r, e^r by a polynomial, 2^n put into the exponent. NaN stays NaN. 0 where the result would
// be next to the smallest normal number, so that a mask of -1e9 hides as well as one of -inf.
inline __attribute__((always_inline)) void exponential(Lanes& x) {
    const auto vanishes = x < -87.0f;
    x = vanishes ? Lanes{} : x;
    const Lanes n_rounded = x * 1.44269504f + 12582912.0f;  // 1.5 * 2^23: the sum rounds to a whole number
    const Lanes n = n_rounded - 12582912.0f;
    const Lanes r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
    Lanes y = 1.9875691500e-4f * r + 1.3981999507e-3f;
    y = y * r + 8.3334519073e-3f;
    y = y * r + 4.1665795894e-2f;
    y = y * r + 1.6666665459e-1f;
    y = y * r + 5.0000001201e-1f;
    y = y * r * r + r + 1.0f;
    const IntLanes power = (__builtin_convertvector(n, IntLanes) + 127) << 23;
    x = vanishes ? Lanes{} : y * reinterpret_cast<Lanes>(power);
}

constexpr float kHidden = -__builtin_inff();

// A slice's matrices, rows padded to whole blocks.
struct Scratch {
    alignas(64) float transposed[widest_result * widest_result];
    alignas(64) float weights[widest_result * widest_result];
    alignas(64) float gradients[widest_result * widest_result];
};

// [rows, width] to [width, padded rows]
template <int kBlocks>
inline __attribute__((always_inline)) void transpose(const float* from, int64_t row, int64_t rows, int64_t width, float* to) {
    for (int64_t c = 0; c < width; ++c) {
        for (int64_t j = rows; j < kBlocks * kBlock; ++j) {
            to[c * kBlocks * kBlock + j] = 0;
        }
    }
    for (int64_t j = 0; j < rows; ++j) {
        for (int64_t c = 0; c < width; ++c) {
            to[c * kBlocks * kBlock + j] = from[j * row + c];
        }
    }
}

struct Largest {
    static inline __attribute__((always_inline)) void fold(Lanes& a, const Lanes& b) { a = a > b ? a : b; }
};

struct Sum {
    static inline __attribute__((always_inline)) void fold(Lanes& a, const Lanes& b) { a += b; }
};

// Folds lanes into one number, half by half.
template <typename F, int kHalf = kLanes / 2>
inline __attribute__((always_inline)) float reduce(Lanes& lanes) {
    if constexpr (kHalf > 0) {
        F::fold(lanes, __builtin_shuffle(lanes, IntLanes{CPU_LANES} ^ kHalf));
        return reduce<F, kHalf / 2>(lanes);
    } else {
        return lanes[0];
    }
}

// Scores of one query become weights; columns behind the last key are hidden.
template <int kBlocks>
inline __attribute__((always_inline)) void softmax(float* row) {
    Lanes values[registers<kBlocks>];
    Lanes highest = lanes_at(row, 0);
    for (int part = 0; part < registers<kBlocks>; ++part) {
        values[part] = lanes_at(row, part);
        highest = values[part] > highest ? values[part] : highest;
    }
    const float maximum = reduce<Largest>(highest);
    Lanes sums = {};
    for (int part = 0; part < registers<kBlocks>; ++part) {
        values[part] -= maximum;
        exponential(values[part]);
        sums += values[part];
    }
    const float sum = reduce<Sum>(sums);
    for (int part = 0; part < registers<kBlocks>; ++part) {
        lanes_at(row, part) = values[part] * (1 / sum);
    }
}

inline __attribute__((always_inline)) float* slice(HeadRows rows, const AttentionSizes& sizes, int64_t index) {
    return rows.data + index / sizes.heads * rows.batch + index % sizes.heads * rows.head;
}

// What a part of a row of weights is multiplied by; `first` is the index of the row's first weight.
inline __attribute__((always_inline)) void dropout_factors(const AttentionSizes& sizes, int64_t first, int part, Lanes& factors) {
    UintLanes x = UintLanes{CPU_LANES} + static_cast<uint32_t>(first + part * kLanes);
    hash(key_at(sizes.key, first), x);
    factors = x < sizes.threshold ? Lanes{} + sizes.kept : Lanes{};
}

template <int kKeyBlocks, int kWidthBlocks>
void attend_blocks(
    const AttentionSizes& sizes, HeadRows q, HeadRows k, HeadRows v, AttentionMask mask, float* weights, HeadRows output, int64_t begin, int64_t end) {
    constexpr int64_t stride = kKeyBlocks * kBlock;
    const int64_t lq = sizes.queries, lk = sizes.keys, width = sizes.width;
    Scratch scratch;
    for (int64_t index = begin; index < end; ++index) {
        transpose<kKeyBlocks>(slice(k, sizes, index), k.row, lk, width, scratch.transposed);
        multiply_matrix<kKeyBlocks>(slice(q, sizes, index), q.row, 1, scratch.transposed, stride, scratch.weights, stride, lq, width, stride);
        for (int64_t i = 0; i < lq; ++i) {
            float* row = scratch.weights + i * stride;
            for (int64_t j = 0; j < stride; ++j) {
                row[j] *= sizes.scale;
            }
            if (mask.data != nullptr) {
                const float* added = mask.data + index / sizes.heads * mask.batch + index % sizes.heads * mask.head + i * mask.row;
                for (int64_t j = 0; j < lk; ++j) {
                    row[j] += added[j * mask.column];
                }
            }
            for (int64_t j = sizes.causal ? (i + 1 < lk ? i + 1 : lk) : lk; j < stride; ++j) {
                row[j] = kHidden;
            }
            softmax<kKeyBlocks>(row);
            const int64_t first = (index * lq + i) * lk;
            for (int64_t j = 0; j < lk; ++j) {
                weights[first + j] = row[j];
            }
            if (sizes.drops) {
                for (int part = 0; part < registers<kKeyBlocks>; ++part) {
                    Lanes factors;
                    dropout_factors(sizes, first, part, factors);
                    lanes_at(row, part) *= factors;
                }
            }
        }
        multiply_matrix<kWidthBlocks>(scratch.weights, stride, 1, slice(v, sizes, index), v.row, slice(output, sizes, index), output.row, lq, lk, width);
    }
}

template <int kKeyBlocks, int kWidthBlocks>
void attend_backward_blocks(
    const AttentionSizes& sizes, HeadRows q, HeadRows k, HeadRows v, const float* weights, HeadRows output_gradient, HeadRows q_gradient,
    HeadRows k_gradient, HeadRows v_gradient, int64_t begin, int64_t end) {
    constexpr int64_t stride = kKeyBlocks * kBlock;
    const int64_t lq = sizes.queries, lk = sizes.keys, width = sizes.width;
    Scratch scratch;
    alignas(64) float row[stride] = {};  // the weights of a query; the padding stays 0
    for (int64_t index = begin; index < end; ++index) {
        const float* out = slice(output_gradient, sizes, index);
        // The gradient of the dropped-out weights, and from it, row by row, that of the scores.
        transpose<kKeyBlocks>(slice(v, sizes, index), v.row, lk, width, scratch.transposed);
        multiply_matrix<kKeyBlocks>(out, output_gradient.row, 1, scratch.transposed, stride, scratch.gradients, stride, lq, width, stride);
        for (int64_t i = 0; i < lq; ++i) {
            float* gradient = scratch.gradients + i * stride;
            float* dropped = scratch.weights + i * stride;
            const int64_t first = (index * lq + i) * lk;
            for (int64_t j = 0; j < lk; ++j) {
                row[j] = weights[first + j];
            }
            for (int64_t j = 0; j < stride; ++j) {
                dropped[j] = row[j];
            }
            if (sizes.drops) {
                for (int part = 0; part < registers<kKeyBlocks>; ++part) {
                    Lanes factors;
                    dropout_factors(sizes, first, part, factors);
                    lanes_at(dropped, part) *= factors;
                    lanes_at(gradient, part) *= factors;
                }
            }
            Lanes products = {};
            for (int part = 0; part < registers<kKeyBlocks>; ++part) {
                products += lanes_at(gradient, part) * lanes_at(row, part);
            }
            const float weighted = reduce<Sum>(products);
            for (int64_t j = 0; j < stride; ++j) {
                gradient[j] = row[j] * (gradient[j] - weighted) * sizes.scale;
            }
        }
        multiply_matrix<kWidthBlocks>(scratch.gradients, stride, 1, slice(k, sizes, index), k.row, slice(q_gradient, sizes, index), q_gradient.row, lq, lk, width);
        multiply_matrix<kWidthBlocks>(scratch.gradients, 1, stride, slice(q, sizes, index), q.row, slice(k_gradient, sizes, index), k_gradient.row, lk, lq, width);
        multiply_matrix<kWidthBlocks>(scratch.weights, 1, stride, out, output_gradient.row, slice(v_gradient, sizes, index), v_gradient.row, lk, lq, width);
    }
}

// Calls f with the number of blocks as a constant.
template <typename F>
inline __attribute__((always_inline)) void with_blocks(int64_t length, F&& f) {
    switch ((length + kBlock - 1) / kBlock) {
        case 1: return f(Blocks<1>());
        case 2: return f(Blocks<2>());
        case 3: return f(Blocks<3>());
        default: return f(Blocks<4>());
    }
}

void attend(
    const AttentionSizes& sizes, HeadRows q, HeadRows k, HeadRows v, AttentionMask mask, float* weights, HeadRows output, int64_t begin, int64_t end) {
    with_blocks(sizes.keys, [&](auto keys) {
        with_blocks(sizes.width, [&](auto width) { attend_blocks<keys.count, width.count>(sizes, q, k, v, mask, weights, output, begin, end); });
    });
}

void attend_backward(
    const AttentionSizes& sizes, HeadRows q, HeadRows k, HeadRows v, const float* weights, HeadRows output_gradient, HeadRows q_gradient,
    HeadRows k_gradient, HeadRows v_gradient, int64_t begin, int64_t end) {
    with_blocks(sizes.keys, [&](auto keys) {
        with_blocks(sizes.width, [&](auto width) {
            attend_backward_blocks<keys.count, width.count>(sizes, q, k, v, weights, output_gradient, q_gradient, k_gradient, v_gradient, begin, end);
        });
    });
}

// Measured with OpenBLAS; with AVX-512 no product that widest_result lets through was slower.
constexpr int64_t kLargestProduct = kLanes == kBlock ? INT64_MAX : 64 * 1024;

}  // namespace

extern const CpuLoops CPU_LOOPS = {kLargestProduct, fill_mask, multiply, attend, attend_backward};
