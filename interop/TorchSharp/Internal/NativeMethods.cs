using System.Reflection;
using System.Runtime.InteropServices;

namespace TorchSharp.Internal;

/// <summary>The shim's C ABI. Functions that return a status give 0 on success; see <see cref="NativeError"/>.</summary>
/// <remarks>Those marked <see cref="SuppressGCTransitionAttribute"/> only read a few fields and can neither fail nor block.</remarks>
internal static unsafe partial class NativeMethods
{
    private const string Library = "sracl_torch";

    static NativeMethods() =>
        NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => name is Library ? TorchLibrary.Load() : 0);

    [LibraryImport(Library, EntryPoint = "sracl_last_error")]
    internal static partial nint LastError();

    [LibraryImport(Library, EntryPoint = "sracl_version")]
    internal static partial nint Version();

    [LibraryImport(Library, EntryPoint = "sracl_op_find")]
    internal static partial int FindOp(byte* name, byte* overload, nint* op);

    [LibraryImport(Library, EntryPoint = "sracl_call")]
    internal static partial int Call(nint op, Val* args, int count, Val* results, int capacity, int* resultCount);

    [LibraryImport(Library, EntryPoint = "sracl_release")]
    internal static partial void Release(nint tensor);

    [LibraryImport(Library, EntryPoint = "sracl_release_many")]
    internal static partial void ReleaseMany(nint* tensors, int count);

    [LibraryImport(Library, EntryPoint = "sracl_retain")]
    [SuppressGCTransition]
    internal static partial nint Retain(nint tensor);

    [LibraryImport(Library, EntryPoint = "sracl_info")]
    internal static partial int Info(nint tensor, TensorInfo* info);

    [LibraryImport(Library, EntryPoint = "sracl_dim")]
    [SuppressGCTransition]
    internal static partial long Dim(nint tensor);

    [LibraryImport(Library, EntryPoint = "sracl_numel")]
    [SuppressGCTransition]
    internal static partial long Numel(nint tensor);

    [LibraryImport(Library, EntryPoint = "sracl_size")]
    [SuppressGCTransition]
    internal static partial long Size(nint tensor, long dim);

    [LibraryImport(Library, EntryPoint = "sracl_dtype")]
    [SuppressGCTransition]
    internal static partial int DType(nint tensor);

    [LibraryImport(Library, EntryPoint = "sracl_owned_bytes")]
    [SuppressGCTransition]
    internal static partial long OwnedBytes(nint tensor);

    [LibraryImport(Library, EntryPoint = "sracl_from_data")]
    internal static partial int FromData(void* data, long* sizes, int dim, int dtype, nint* result);

    [LibraryImport(Library, EntryPoint = "sracl_from_blob")]
    internal static partial int FromBlob(
        void* data, long* sizes, int dim, int dtype, delegate* unmanaged<nint, void> releaseContext, nint context, nint* result);

    [LibraryImport(Library, EntryPoint = "sracl_requires_grad_set")]
    internal static partial int SetRequiresGrad(nint tensor, int value);

    [LibraryImport(Library, EntryPoint = "sracl_grad")]
    internal static partial int Grad(nint tensor, nint* grad);

    [LibraryImport(Library, EntryPoint = "sracl_grad_set")]
    internal static partial int SetGrad(nint tensor, nint grad);

    [LibraryImport(Library, EntryPoint = "sracl_backward")]
    internal static partial int Backward(
        nint* tensors, int count, nint* grads, int gradCount, int retainGraph, int createGraph, nint* inputs, int inputCount);

    [LibraryImport(Library, EntryPoint = "sracl_autograd_grad")]
    internal static partial int AutogradGrad(
        nint* outputs, int outputCount, nint* inputs, int inputCount, nint* grads, int gradCount, int retainGraph, int createGraph,
        int allowUnused, nint* results);

    [LibraryImport(Library, EntryPoint = "sracl_grad_mode")]
    [SuppressGCTransition]
    internal static partial int GradMode();

    [LibraryImport(Library, EntryPoint = "sracl_grad_mode_set")]
    [SuppressGCTransition]
    internal static partial void SetGradMode(int enabled);

    [LibraryImport(Library, EntryPoint = "sracl_inference_mode")]
    [SuppressGCTransition]
    internal static partial int InferenceMode();

    [LibraryImport(Library, EntryPoint = "sracl_inference_mode_enter")]
    internal static partial int EnterInferenceMode(int enabled, nint* guard);

    [LibraryImport(Library, EntryPoint = "sracl_inference_mode_leave")]
    internal static partial void LeaveInferenceMode(nint guard);

    [LibraryImport(Library, EntryPoint = "sracl_manual_seed")]
    internal static partial int ManualSeed(long seed);

    [LibraryImport(Library, EntryPoint = "sracl_generator_default")]
    internal static partial int DefaultGenerator(int deviceType, int deviceIndex, nint* generator);

    [LibraryImport(Library, EntryPoint = "sracl_generator_new")]
    internal static partial int NewGenerator(ulong seed, nint* generator);

    [LibraryImport(Library, EntryPoint = "sracl_generator_release")]
    internal static partial void ReleaseGenerator(nint generator);

    [LibraryImport(Library, EntryPoint = "sracl_generator_seed")]
    internal static partial int SeedGenerator(nint generator, long seed);

    [LibraryImport(Library, EntryPoint = "sracl_generator_initial_seed")]
    internal static partial int InitialSeed(nint generator, long* seed);

    [LibraryImport(Library, EntryPoint = "sracl_generator_state")]
    internal static partial int GeneratorState(nint generator, nint* state);

    [LibraryImport(Library, EntryPoint = "sracl_generator_state_set")]
    internal static partial int SetGeneratorState(nint generator, nint state);

    [LibraryImport(Library, EntryPoint = "sracl_threads_set")]
    internal static partial int SetThreads(int count);

    [LibraryImport(Library, EntryPoint = "sracl_threads")]
    internal static partial int Threads();

    [LibraryImport(Library, EntryPoint = "sracl_interop_threads_set")]
    internal static partial int SetInteropThreads(int count);

    [LibraryImport(Library, EntryPoint = "sracl_interop_threads")]
    internal static partial int InteropThreads();

    [LibraryImport(Library, EntryPoint = "sracl_cuda_count")]
    internal static partial int CudaCount(int* count);

    [LibraryImport(Library, EntryPoint = "sracl_cuda_synchronize")]
    internal static partial int CudaSynchronize(long deviceIndex);
}
