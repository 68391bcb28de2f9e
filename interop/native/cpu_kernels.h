#pragma once

// Makes the dispatcher use this library's kernels where libtorch's own are slow without MKL. To be called once.
void register_cpu_kernels();
