#include "caching_allocator.h"

#include <c10/core/CPUAllocator.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <utility>

namespace {

constexpr std::size_t kAlignment = 64;         // What libtorch's own CPU allocator guarantees.
constexpr std::size_t kSmallest = 64 * 1024;   // Smaller blocks are what the C library's heap is good at.
constexpr int kClassesPerDoubling = 4;         // A block is at most 25 % larger than asked for.
constexpr int kClasses = 40 * kClassesPerDoubling;
constexpr int kBorrowedClasses = 2;            // Idle blocks up to about 1.5 times as large are taken too.
constexpr int kUncached = -1;

// Stands before every block; as long as the alignment, so that the block behind it is aligned too.
struct alignas(kAlignment) Header {
    int size_class;
    std::size_t bytes;
    Header* next;  // In the list of idle blocks of its class.
};

// The smallest class that holds `bytes`, and the bytes it holds: 2^k * {1, 1.25, 1.5, 1.75}.
int class_of(std::size_t bytes, std::size_t& capacity) {
    std::size_t base = kSmallest;
    int doubling = 0;
    while (base * 2 < bytes) {
        base *= 2;
        doubling++;
    }
    const std::size_t step = base / kClassesPerDoubling;
    const std::size_t steps = bytes <= base ? 0 : (bytes - base + step - 1) / step;
    capacity = base + steps * step;
    return doubling * kClassesPerDoubling + static_cast<int>(steps);
}

class CachingAllocator final : public c10::Allocator {
public:
    explicit CachingAllocator(std::size_t idle_limit) : idle_limit_(idle_limit) {}

    // libtorch 1.13 declares this const, later versions do not; one of the two overrides.
    c10::DataPtr allocate(std::size_t bytes) const { return const_cast<CachingAllocator*>(this)->take(bytes); }
    c10::DataPtr allocate(std::size_t bytes) { return take(bytes); }

    // Declared by libtorch 2.3 and later.
    void copy_data(void* to, const void* from, std::size_t count) const { std::memcpy(to, from, count); }

    c10::DeleterFnPtr raw_deleter() const override { return &CachingAllocator::release_block; }

private:
    c10::DataPtr take(std::size_t bytes) {
        void* block = bytes == 0 ? nullptr : take_block(bytes);
        return {block, block, &CachingAllocator::release_block, c10::Device(c10::DeviceType::CPU)};
    }

    void* take_block(std::size_t bytes) {
        std::size_t capacity = bytes;
        const int size_class = bytes < kSmallest ? kUncached : class_of(bytes, capacity);
        if (size_class != kUncached) {
            std::lock_guard<std::mutex> lock(mutex_);
            // A somewhat larger idle block will do: sizes drift, and a new block beside idle ones would only add to them.
            for (int candidate = size_class; candidate <= std::min(size_class + kBorrowedClasses, kClasses - 1); candidate++) {
                Header* header = idle_[candidate];
                if (header != nullptr) {
                    idle_[candidate] = header->next;
                    idle_bytes_ -= header->bytes;
                    return header + 1;
                }
            }
        }
        void* memory = nullptr;
        int failed = posix_memalign(&memory, kAlignment, sizeof(Header) + capacity);
        if (failed != 0 && give_back() > 0) {
            failed = posix_memalign(&memory, kAlignment, sizeof(Header) + capacity);
        }
        TORCH_CHECK_WITH(OutOfMemoryError, failed == 0, "not enough memory: the CPU allocator could not get ", bytes, " bytes");
        auto* header = static_cast<Header*>(memory);
        header->size_class = size_class;
        header->bytes = capacity;
        return header + 1;
    }

    static void release_block(void* block);

    // Frees all idle blocks; returns their bytes.
    std::size_t give_back() {
        std::lock_guard<std::mutex> lock(mutex_);
        for (Header*& idle : idle_) {
            while (idle != nullptr) {
                Header* next = idle->next;
                std::free(idle);
                idle = next;
            }
        }
        return std::exchange(idle_bytes_, 0);
    }

    void release(Header* header) {
        if (header->size_class != kUncached) {
            std::lock_guard<std::mutex> lock(mutex_);
            if (idle_bytes_ + header->bytes <= idle_limit_) {
                header->next = idle_[header->size_class];
                idle_[header->size_class] = header;
                idle_bytes_ += header->bytes;
                return;
            }
        }
        std::free(header);
    }

    const std::size_t idle_limit_;
    std::mutex mutex_;
    std::size_t idle_bytes_ = 0;
    std::array<Header*, kClasses> idle_{};
};

// Lives as long as the process: tensors may be freed after every destructor of this library has run.
CachingAllocator* instance = nullptr;

void CachingAllocator::release_block(void* block) {
    if (block != nullptr) {
        instance->release(static_cast<Header*>(block) - 1);
    }
}

}  // namespace

void use_caching_allocator(std::size_t memory) {
    const char* megabytes = std::getenv("SRACL_CPU_CACHE_MB");
    std::size_t idle_limit = 0;
    if (megabytes != nullptr) {
        idle_limit = std::strtoull(megabytes, nullptr, 10) << 20;
    } else {
        idle_limit = std::min(std::size_t{1} << 30, memory / 8);
    }
    if (idle_limit > 0 && instance == nullptr) {
        instance = new CachingAllocator(idle_limit);
        c10::SetCPUAllocator(instance, /*priority=*/1);
    }
}
