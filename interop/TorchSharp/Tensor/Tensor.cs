using TorchSharp.Internal;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of libtorch, owned through one reference.</summary>
    /// <remarks>
    /// A new tensor belongs to the innermost <see cref="DisposeScope"/> of its thread. Outside of scopes the finaliser frees it in the
    /// end, and the garbage collector is told of its native memory, which it cannot see by itself.
    /// </remarks>
    public partial class Tensor : IDisposable
    {
        // Below this, telling the garbage collector costs more than the memory is worth.
        private const long PressureThreshold = 64 * 1024;

        private static long _totalCount;
        private static long _peakCount;

        private nint _handle;
        private long _pressure;

        /// <summary>Takes over the reference that <paramref name="handle"/> owns; 0 is the undefined tensor, which is invalid from the start.</summary>
        internal Tensor(nint handle)
        {
            if (handle == 0)
            {
                GC.SuppressFinalize(this);
                return;
            }

            _handle = handle;
            UpdatePeak(Interlocked.Increment(ref _totalCount));

            DisposeScopeManager manager = DisposeScopeManager.ThreadSingleton;
            if (manager.CurrentDisposeScope is { } scope)
            {
                manager.StatisticsInstance.CreatedInScopeCount++;
                scope.Add(this);
            }
            else
            {
                manager.StatisticsInstance.CreatedOutsideScopeCount++;
                TrackUnscopedMemory();
            }
        }

        ~Tensor()
        {
            nint handle = TakeHandle();
            if (handle != 0)
            {
                NativeMethods.Release(handle);
            }
        }

        /// <summary>Number of live tensors of the process, and of tensors that became a parameter.</summary>
        public static long TotalCount => Interlocked.Read(ref _totalCount);

        /// <summary>Highest <see cref="TotalCount"/> so far.</summary>
        public static long PeakCount => Interlocked.Read(ref _peakCount);

        /// <exception cref="InvalidOperationException">The tensor was disposed of.</exception>
        public nint Handle => _handle != 0 ? _handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public bool IsInvalid => _handle == 0;

        internal DisposeScope? OwningDisposeScope { get; set; }

        internal int ScopeSlot { get; set; }

        public void Dispose()
        {
            DisposeScope? scope = OwningDisposeScope;
            if (scope is not null)
            {
                scope.MarkAsDisposed(this);
            }
            else if (_handle != 0)
            {
                DisposeScopeManager.Statistics.DisposedOutsideScopeCount++;
            }

            nint handle = TakeHandle();
            if (handle != 0)
            {
                NativeMethods.Release(handle);
            }
        }

        public Tensor MoveToOuterDisposeScope()
        {
            if (OwningDisposeScope is { } scope)
            {
                DisposeScope.MoveTensor(scope.OuterScope, this);
            }

            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            if (OwningDisposeScope is not null)
            {
                DisposeScope.MoveTensor(null, this);
            }

            return this;
        }

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            DisposeScope.MoveTensor(other, this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        /// <summary>Gives the reference away: afterwards this object is invalid and no longer counted, scoped or finalised.</summary>
        internal nint TakeHandle()
        {
            nint handle = MoveHandle();
            if (handle != 0)
            {
                Interlocked.Decrement(ref _totalCount);
            }

            return handle;
        }

        /// <summary>Gives the reference to a parameter. As in the package, this object stays in <see cref="TotalCount"/> for ever.</summary>
        internal nint MoveHandle()
        {
            nint handle = Interlocked.Exchange(ref _handle, 0);
            if (handle == 0)
            {
                return 0;
            }

            GC.SuppressFinalize(this);
            if (_pressure > 0)
            {
                GC.RemoveMemoryPressure(_pressure);
                _pressure = 0;
            }

            return handle;
        }

        /// <summary>Tells the garbage collector of the memory that only the finaliser is going to free.</summary>
        internal void TrackUnscopedMemory()
        {
            if (_pressure > 0)
            {
                return;
            }

            long owned = NativeMethods.OwnedBytes(_handle);
            if (owned > PressureThreshold)
            {
                _pressure = owned;
                GC.AddMemoryPressure(owned);
            }
        }

        private static void UpdatePeak(long total)
        {
            long peak = Interlocked.Read(ref _peakCount);
            while (total > peak)
            {
                long seen = Interlocked.CompareExchange(ref _peakCount, total, peak);
                if (seen == peak)
                {
                    return;
                }

                peak = seen;
            }
        }

        /// <summary>Facts about the tensor; the pointers inside hold until the next call that changes it.</summary>
        private unsafe TensorInfo Info()
        {
            TensorInfo info;
            int status = NativeMethods.Info(Handle, &info);

            // The last use of the handle by managed code is before the native call: the finaliser must not free the tensor during it.
            GC.KeepAlive(this);
            NativeError.ThrowIf(status);
            return info;
        }
    }
}
