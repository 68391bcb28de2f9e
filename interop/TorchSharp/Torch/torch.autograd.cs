using TorchSharp.Internal;

namespace TorchSharp;

public static partial class torch
{
    public static class autograd
    {
        public static unsafe IList<Tensor> grad(
            IList<Tensor> outputs,
            IList<Tensor> inputs,
            IList<Tensor>? grad_outputs = null,
            bool retain_graph = false,
            bool create_graph = false,
            bool allow_unused = false)
        {
            nint[] outputHandles = Handles(outputs);
            nint[] inputHandles = Handles(inputs);
            nint[] gradHandles = Handles(grad_outputs);
            var results = new nint[inputHandles.Length];
            fixed (nint* pOutputs = outputHandles, pInputs = inputHandles, pGrads = gradHandles, pResults = results)
            {
                NativeError.ThrowIf(NativeMethods.AutogradGrad(
                    pOutputs, outputHandles.Length, pInputs, inputHandles.Length, pGrads, gradHandles.Length,
                    retain_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, pResults));
            }

            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return Array.ConvertAll(results, handle => new Tensor(handle));
        }

        public static void backward(
            IList<Tensor> tensors,
            IList<Tensor>? grad_tensors = null,
            bool? retain_graph = null,
            bool create_graph = false,
            IList<Tensor>? inputs = null) =>
            Backward(tensors, grad_tensors, retain_graph ?? create_graph, create_graph, inputs);

        internal static unsafe void Backward(
            IList<Tensor> tensors, IList<Tensor>? gradients, bool retainGraph, bool createGraph, IList<Tensor>? inputs)
        {
            nint[] tensorHandles = Handles(tensors);
            nint[] gradHandles = Handles(gradients);
            nint[] inputHandles = Handles(inputs);
            fixed (nint* pTensors = tensorHandles, pGrads = gradHandles, pInputs = inputHandles)
            {
                NativeError.ThrowIf(NativeMethods.Backward(
                    pTensors, tensorHandles.Length, pGrads, gradHandles.Length, retainGraph ? 1 : 0, createGraph ? 1 : 0,
                    pInputs, inputHandles.Length));
            }

            GC.KeepAlive(tensors);
            GC.KeepAlive(gradients);
            GC.KeepAlive(inputs);
        }

        private static nint[] Handles(IList<Tensor>? tensors)
        {
            var handles = new nint[tensors?.Count ?? 0];
            for (int i = 0; i < handles.Length; i++)
            {
                handles[i] = tensors![i].Handle;
            }

            return handles;
        }
    }
}
