using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

// Takes the handle of the tensor it is made from, and its place in the dispose scope that tensor is in:
// `data` is an empty shell afterwards. A Parameter of a tensor made inside a scope goes with the scope unless detached; one of a
// tensor in no scope joins none, wherever it is made.
public class Parameter : Tensor
{
    public Parameter(Tensor data, bool requires_grad = true)
        : base(TakeOver(data))
    {
        if (data.OwningDisposeScope is { } scope)
        {
            MoveToOtherDisposeScope(scope);
            scope.MarkAsDisposed(data);
        }
        else
        {
            DetachFromDisposeScope();
            DisposeScopeManager.Statistics.DisposedOutsideScopeCount++;
        }

        this.requires_grad = requires_grad;
    }

    // Another object over a layer's parameter.
    internal Parameter(nint handle)
        : base(handle)
    {
    }

    // What the managed layers of the package use: their parameters outlive the scope they are made in.
    internal static Parameter Owned(Tensor data)
    {
        var parameter = new Parameter(data);
        parameter.DetachFromDisposeScope();
        return parameter;
    }

    // A layer owns its parameters: the one that is replaced is disposed.
    [return: NotNullIfNotNull(nameof(value))]
    internal static Parameter? Replace(Parameter? current, Parameter? value)
    {
        if (!ReferenceEquals(current, value))
        {
            current?.Dispose();
            value?.DetachFromDisposeScope();
        }

        return value;
    }

    private static nint TakeOver(Tensor data)
    {
        var handle = data.MoveHandle();
        return handle != 0 ? handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");
    }
}
