#include "cpu_loops.h"

namespace {

constexpr int64_t kLanes = 16;

// 16 numbers, in as many registers as the processor needs for them.
typedef float Lanes __attribute__((vector_size(kLanes * sizeof(float)), aligned(alignof(float))));

typedef int32_t IntLanes __attribute__((vector_size(kLanes * sizeof(int32_t)), aligned(alignof(int32_t))));

template <int kCount>
struct Blocks {
    static constexpr int count = kCount;
};

// A hash of (key, i) decides about element i: no element waits for the one before it, and threads change nothing. It is the
// 32-bit finalizer of MurmurHash3, twice, with half of the key before each.
inline __attribute__((always_inline)) uint32_t hash(uint64_t key, uint32_t i) {
    uint32_t x = i ^ static_cast<uint32_t>(key);
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
    return x;
}

void fill_mask(float* mask, uint32_t first, int64_t count, uint64_t key, uint32_t threshold, float kept) {
    for (int64_t i = 0; i < count; ++i) {
        mask[i] = hash(key, first + static_cast<uint32_t>(i)) < threshold ? kept : 0.0f;
    }
}

// kRows rows of the result: each number that is loaded from `right` serves all of them, and their sums stay in registers.
template <int kRows, int kBlocks>
inline __attribute__((always_inline)) void multiply_rows(
    const float* left, int64_t left_row, int64_t left_column, const float* right, int64_t right_row, float* result, int64_t result_row,
    int64_t k, int64_t m) {
    Lanes sums[kRows][kBlocks] = {};
    for (int64_t c = 0; c < k; ++c) {
        const float* r = right + c * right_row;
        for (int block = 0; block < kBlocks; ++block) {
            const Lanes lanes = *reinterpret_cast<const Lanes*>(r + block * kLanes);
            for (int row = 0; row < kRows; ++row) {
                sums[row][block] += left[row * left_row + c * left_column] * lanes;
            }
        }
    }
    for (int row = 0; row < kRows; ++row) {
        float* target = result + row * result_row;
        for (int block = 0; block < kBlocks; ++block) {
            const int64_t first = block * kLanes;
            if (first + kLanes <= m) {
                *reinterpret_cast<Lanes*>(target + first) = sums[row][block];
            } else {
                for (int64_t j = first; j < m; ++j) {
                    target[j] = sums[row][block][j - first];
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
    int64_t i = 0;
    for (; i + 4 <= n; i += 4) {
        multiply_rows<4, kBlocks>(left + i * left_row, left_row, left_column, right, right_row, result + i * result_row, result_row, k, m);
    }
    for (; i < n; ++i) {
        multiply_rows<1, kBlocks>(left + i * left_row, left_row, left_column, right, right_row, result + i * result_row, result_row, k, m);
    }
}

template <int kBlocks>
void multiply_blocks(Matrices left, Matrices right, float* result, int64_t begin, int64_t end, int64_t n, int64_t k, int64_t m, float* scratch) {
    constexpr int64_t width = kBlocks * kLanes;
    for (int64_t i = 0; i < k * width; ++i) {
        scratch[i] = 0;
    }
    for (int64_t b = begin; b < end; ++b) {
        const float* r = right.data + b * right.batch;
        if (right.column == 1 && m == width && right.row == width) {
            // Already as the loop wants it.
        } else {
            if (right.column == 1) {
                for (int64_t c = 0; c < k; ++c) {
                    for (int64_t j = 0; j < m; ++j) {
                        scratch[c * width + j] = r[c * right.row + j];
                    }
                }
            } else {
                for (int64_t j = 0; j < m; ++j) {
                    for (int64_t c = 0; c < k; ++c) {
                        scratch[c * width + j] = r[c * right.row + j * right.column];
                    }
                }
            }
            r = scratch;
        }
        multiply_matrix<kBlocks>(
            left.data + b * left.batch, left.row, left.column, r, width, result + b * n * m, m, n, k, m);
    }
}

void multiply(Matrices left, Matrices right, float* result, int64_t begin, int64_t end, int64_t n, int64_t k, int64_t m, float* scratch) {
    switch ((m + kLanes - 1) / kLanes) {
        case 1: return multiply_blocks<1>(left, right, result, begin, end, n, k, m, scratch);
        case 2: return multiply_blocks<2>(left, right, result, begin, end, n, k, m, scratch);
        case 3: return multiply_blocks<3>(left, right, result, begin, end, n, k, m, scratch);
        default: return multiply_blocks<4>(left, right, result, begin, end, n, k, m, scratch);
    }
}

// ---- attention -----------------------------------------------------------------------------------------------------

// e^x for x <= 0, to about one unit in the last place: x = n ln 2 + r, e^r by its Taylor series, 2^n put into the exponent.
inline __attribute__((always_inline)) void exponential(Lanes& x) {
    x = x < -87.0f ? Lanes{} - 87.0f : x;
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
    x = y * reinterpret_cast<Lanes>(power);
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
        for (int64_t j = rows; j < kBlocks * kLanes; ++j) {
            to[c * kBlocks * kLanes + j] = 0;
        }
    }
    for (int64_t j = 0; j < rows; ++j) {
        for (int64_t c = 0; c < width; ++c) {
            to[c * kBlocks * kLanes + j] = from[j * row + c];
        }
    }
}

struct Largest {
    static inline __attribute__((always_inline)) void fold(Lanes& a, const Lanes& b) { a = a > b ? a : b; }
};

struct Sum {
    static inline __attribute__((always_inline)) void fold(Lanes& a, const Lanes& b) { a += b; }
};

// Folds 16 numbers into one, half by half.
template <typename F>
inline __attribute__((always_inline)) float reduce(Lanes& lanes) {
    F::fold(lanes, __builtin_shuffle(lanes, IntLanes{8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7}));
    F::fold(lanes, __builtin_shuffle(lanes, IntLanes{4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11}));
    F::fold(lanes, __builtin_shuffle(lanes, IntLanes{2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13}));
    F::fold(lanes, __builtin_shuffle(lanes, IntLanes{1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14}));
    return lanes[0];
}

// Scores of one query become weights; columns behind the last key are hidden.
template <int kBlocks>
inline __attribute__((always_inline)) void softmax(float* row) {
    Lanes values[kBlocks];
    Lanes highest = *reinterpret_cast<const Lanes*>(row);
    for (int block = 0; block < kBlocks; ++block) {
        values[block] = *reinterpret_cast<const Lanes*>(row + block * kLanes);
        highest = values[block] > highest ? values[block] : highest;
    }
    const float maximum = reduce<Largest>(highest);
    Lanes sums = {};
    for (int block = 0; block < kBlocks; ++block) {
        const Lanes shifted = values[block] - maximum;
        values[block] = shifted;
        exponential(values[block]);
        values[block] = shifted == kHidden ? Lanes{} : values[block];
        sums += values[block];
    }
    const float sum = reduce<Sum>(sums);
    for (int block = 0; block < kBlocks; ++block) {
        *reinterpret_cast<Lanes*>(row + block * kLanes) = values[block] * (1 / sum);
    }
}

inline __attribute__((always_inline)) float* slice(HeadRows rows, const AttentionSizes& sizes, int64_t index) {
    return rows.data + index / sizes.heads * rows.batch + index % sizes.heads * rows.head;
}

template <int kKeyBlocks, int kWidthBlocks>
void attend_blocks(
    const AttentionSizes& sizes, HeadRows q, HeadRows k, HeadRows v, AttentionMask mask, float* weights, HeadRows output, int64_t begin, int64_t end) {
    constexpr int64_t stride = kKeyBlocks * kLanes;
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
            float* kept = weights + (index * lq + i) * lk;
            const uint32_t first = static_cast<uint32_t>((index * lq + i) * lk);
            for (int64_t j = 0; j < lk; ++j) {
                kept[j] = row[j];
            }
            if (sizes.kept != 1) {
                for (int64_t j = 0; j < stride; ++j) {
                    row[j] *= hash(sizes.key, first + static_cast<uint32_t>(j)) < sizes.threshold ? sizes.kept : 0.0f;
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
    constexpr int64_t stride = kKeyBlocks * kLanes;
    const int64_t lq = sizes.queries, lk = sizes.keys, width = sizes.width;
    Scratch scratch;
    for (int64_t index = begin; index < end; ++index) {
        const float* out = slice(output_gradient, sizes, index);
        // The gradient of the dropped-out weights, and from it, row by row, that of the scores.
        transpose<kKeyBlocks>(slice(v, sizes, index), v.row, lk, width, scratch.transposed);
        multiply_matrix<kKeyBlocks>(out, output_gradient.row, 1, scratch.transposed, stride, scratch.gradients, stride, lq, width, stride);
        for (int64_t i = 0; i < lq; ++i) {
            float* gradient = scratch.gradients + i * stride;
            float* dropped = scratch.weights + i * stride;
            const float* kept = weights + (index * lq + i) * lk;
            const uint32_t first = static_cast<uint32_t>((index * lq + i) * lk);
            float weighted = 0;
            for (int64_t j = 0; j < lk; ++j) {
                const float factor = sizes.kept == 1 || hash(sizes.key, first + static_cast<uint32_t>(j)) < sizes.threshold ? sizes.kept : 0.0f;
                dropped[j] = kept[j] * factor;
                gradient[j] *= factor;
                weighted += gradient[j] * kept[j];
            }
            for (int64_t j = 0; j < lk; ++j) {
                gradient[j] = kept[j] * (gradient[j] - weighted) * sizes.scale;
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
    switch ((length + kLanes - 1) / kLanes) {
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

}  // namespace

extern const CpuLoops CPU_LOOPS = {fill_mask, multiply, attend, attend_backward};
