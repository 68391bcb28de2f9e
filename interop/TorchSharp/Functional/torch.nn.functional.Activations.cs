using TorchSharp.Internal;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            public static Tensor log_softmax(Tensor input, long dim, ScalarType? dtype = null) => input.log_softmax(dim, dtype);

            /// <summary>The exact form, through the error function.</summary>
            public static Tensor gelu(Tensor x) => x.gelu();

            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? x.relu_().alias() : x.relu();

            public static Tensor silu(Tensor x, bool inplace = false) => inplace ? Change(Ops.SiluInPlace, x) : x.silu();

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) =>
                inplace ? Change(Ops.LeakyReluInPlace, input, negative_slope) : Ops.LeakyRelu.Call(input, negative_slope);

            public static Tensor elu(Tensor x, double alpha) => Ops.Elu.Call(x, alpha);

            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => x.softplus(beta, threshold);

            public static Tensor logsigmoid(Tensor x) => Ops.LogSigmoid.Call(x);

            public static Tensor sigmoid(Tensor x) => x.sigmoid();

            public static Tensor tanh(Tensor x, bool inplace = false) => inplace ? x.tanh_().alias() : x.tanh();

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                inplace ? Change(Ops.DropoutInPlace, input, p, training) : Ops.Dropout.Call(input, p, training);

            // What is returned is another object over the input: both may be disposed of.
            private static Tensor Change(Op op, Tensor target)
            {
                op.Run(target);
                return target.alias();
            }

            private static Tensor Change(Op op, Tensor target, Arg first)
            {
                op.Run(target, first);
                return target.alias();
            }

            private static Tensor Change(Op op, Tensor target, Arg first, Arg second)
            {
                op.Run(target, first, second);
                return target.alias();
            }
        }
    }
}
