#pragma once

#include <cstddef>

// Replaces libtorch's CPU allocator by one that keeps freed blocks for reuse. A training step allocates the same few hundred
// buffers again and again, in sizes that differ a little from step to step; the C library's heap answers that with fragmentation that grows
// for thousands of steps, or, where it maps large blocks one by one, with a page fault for every 4 KiB of every step.
// At most 1 GiB, or an eighth of the memory that this process may use, waits for reuse; all of it is given back when a new block cannot be had.
// SRACL_CPU_CACHE_MB in the environment changes that; 0 leaves libtorch's own allocator in place.
void use_caching_allocator(std::size_t memory);
