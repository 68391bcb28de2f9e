using TorchSharp.Internal;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The accumulated gradient, or null; each reading makes a new tensor object over it.</summary>
        public unsafe Tensor? grad
        {
            get
            {
                nint handle;
                NativeError.ThrowIf(NativeMethods.Grad(Handle, &handle));
                GC.KeepAlive(this);
                return handle == 0 ? null : new Tensor(handle);
            }

            set
            {
                NativeError.ThrowIf(NativeMethods.SetGrad(Handle, value is null ? 0 : value.Handle));
                GC.KeepAlive(value);
                GC.KeepAlive(this);
            }
        }

        public void backward() => autograd.Backward([this], null, false, false, null);

        public void backward(
            IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.Backward([this], grad_tensors, retain_graph, create_graph, inputs);

        public void retain_grad() => Ops.RetainGrad.Run(this);

        public Tensor detach() => Ops.Detach.Call(this);

        public Tensor detach_() => Apply(Ops.DetachInPlace, this);
    }
}
