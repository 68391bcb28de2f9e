using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace TorchSharp.Internal;

/// <summary>
/// An operator, addressed by name and overload as in the dispatcher's schemas ("add", "Tensor"); ATen's unless the name says another
/// namespace ("sracl::dropout"). Arguments are positional, keyword-only ones included; missing trailing ones take the schema's defaults.
/// </summary>
/// <remarks>
/// The operator is looked up when it is first called, so that one that this libtorch lacks fails alone and nothing is loaded by
/// merely touching a class that declares operators. Thread-safe.
/// </remarks>
internal sealed class Op(string name, string overload = "")
{
    private const int MaxResults = 8;
    private const int StackScratchCells = 64;

    private nint _handle;

    /// <summary>Calls the operator and returns its one tensor.</summary>
    internal unsafe torch.Tensor Call(params ReadOnlySpan<Arg> args)
    {
        Val result;
        Invoke(args, &result, 1);
        return new torch.Tensor(result.Pointer);
    }

    /// <summary>Calls an in-place operator, whose result is its first argument.</summary>
    internal unsafe void Run(params ReadOnlySpan<Arg> args) => Invoke(args, null, 0);

    internal unsafe (torch.Tensor, torch.Tensor) Call2(params ReadOnlySpan<Arg> args)
    {
        Val* results = stackalloc Val[2];
        Invoke(args, results, 2);
        return (new torch.Tensor(results[0].Pointer), new torch.Tensor(results[1].Pointer));
    }

    internal unsafe (torch.Tensor, torch.Tensor, torch.Tensor) Call3(params ReadOnlySpan<Arg> args)
    {
        Val* results = stackalloc Val[3];
        Invoke(args, results, 3);
        return (new torch.Tensor(results[0].Pointer), new torch.Tensor(results[1].Pointer), new torch.Tensor(results[2].Pointer));
    }

    /// <summary>Calls an operator whose one result is a list of tensors.</summary>
    internal unsafe torch.Tensor[] CallList(params ReadOnlySpan<Arg> args)
    {
        Val result;
        Invoke(args, &result, 1);

        // The list belongs to the thread's next call: take it over at once.
        var handles = (nint*)result.Pointer;
        var tensors = new torch.Tensor[result.Count];
        for (int i = 0; i < tensors.Length; i++)
        {
            tensors[i] = new torch.Tensor(handles[i]);
        }

        return tensors;
    }

    internal unsafe bool CallBool(params ReadOnlySpan<Arg> args)
    {
        Val result;
        Invoke(args, &result, 1);
        return result.Int != 0;
    }

    internal unsafe long CallInt(params ReadOnlySpan<Arg> args)
    {
        Val result;
        Invoke(args, &result, 1);
        return result.Int;
    }

    /// <summary>Calls an operator that returns a number of any kind.</summary>
    internal unsafe Scalar CallScalar(params ReadOnlySpan<Arg> args)
    {
        Val result;
        Invoke(args, &result, 1);
        return new Scalar(result.Tag, result.Int);
    }

    [SkipLocalsInit]
    private unsafe void Invoke(ReadOnlySpan<Arg> args, Val* results, int capacity)
    {
        nint handle = _handle != 0 ? _handle : Resolve();

        int cells = 0;
        foreach (ref readonly Arg arg in args)
        {
            cells += arg.ScratchCells;
        }

        long* heap = cells > StackScratchCells ? (long*)NativeMemory.Alloc((nuint)cells, sizeof(long)) : null;
        try
        {
            long* small = stackalloc long[heap == null ? cells : 0];
            long* scratch = heap == null ? small : heap;
            Val* vals = stackalloc Val[args.Length];
            for (int i = 0; i < args.Length; i++)
            {
                args[i].Write(vals + i, scratch);
                scratch += args[i].ScratchCells;
            }

            int resultCount;
            int status = NativeMethods.Call(handle, vals, args.Length, results, capacity, &resultCount);
            foreach (ref readonly Arg arg in args)
            {
                GC.KeepAlive(arg.Owner);
            }

            NativeError.ThrowIf(status);
        }
        finally
        {
            NativeMemory.Free(heap);
        }
    }

    private unsafe nint Resolve()
    {
        fixed (byte* namePointer = Encoding.UTF8.GetBytes((name.Contains("::", StringComparison.Ordinal) ? name : "aten::" + name) + '\0'), overloadPointer = Encoding.UTF8.GetBytes(overload + '\0'))
        {
            nint handle;
            NativeError.ThrowIf(NativeMethods.FindOp(namePointer, overloadPointer, &handle));
            return _handle = handle;
        }
    }
}
