using TorchSharp.Internal;

namespace TorchSharp;

public static partial class torch
{
    public static IDisposable no_grad() => new GradModeGuard(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradModeGuard(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradModeGuard(mode);

    public static IDisposable inference_mode(bool mode = true) => new InferenceModeGuard(mode);

    public static bool is_grad_enabled() => NativeMethods.GradMode() != 0;

    public static bool is_inference_mode_enabled() => NativeMethods.InferenceMode() != 0;

    /// <summary>Sets the thread's gradient mode and restores the former one. Belongs to the thread that made it.</summary>
    private sealed class GradModeGuard : IDisposable
    {
        private readonly int _former = NativeMethods.GradMode();
        private bool _left;

        internal GradModeGuard(bool enabled) => NativeMethods.SetGradMode(enabled ? 1 : 0);

        public void Dispose()
        {
            if (!_left)
            {
                _left = true;
                NativeMethods.SetGradMode(_former);
            }
        }
    }

    /// <summary>Holds libtorch's guard of the thread's inference mode. Guards are left in the reverse order of entering.</summary>
    private sealed class InferenceModeGuard : IDisposable
    {
        private nint _guard;

        internal unsafe InferenceModeGuard(bool enabled)
        {
            nint guard;
            NativeError.ThrowIf(NativeMethods.EnterInferenceMode(enabled ? 1 : 0, &guard));
            _guard = guard;
        }

        public void Dispose()
        {
            nint guard = Interlocked.Exchange(ref _guard, 0);
            if (guard != 0)
            {
                NativeMethods.LeaveInferenceMode(guard);
            }
        }
    }
}
