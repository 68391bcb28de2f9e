using TorchSharp.Internal;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor add(Tensor target) => Ops.Add.Call(this, target);

        public Tensor add(Tensor target, Scalar alpha) => Ops.Add.Call(this, target, alpha);

        public Tensor add(Scalar scalar) => Ops.Add.Call(this, scalar);

        public Tensor add(Scalar scalar, Scalar alpha) => Ops.Add.Call(this, scalar, alpha);

        public Tensor add_(Tensor target) => Apply(Ops.AddInPlace, this, target);

        public Tensor add_(Tensor target, Scalar alpha) => Apply(Ops.AddInPlace, this, target, alpha);

        public Tensor add_(Scalar scalar) => Apply(Ops.AddInPlace, this, scalar);

        public Tensor add_(Scalar scalar, Scalar alpha) => Apply(Ops.AddInPlace, this, scalar, alpha);

        public Tensor sub(Tensor target) => Ops.Sub.Call(this, target);

        public Tensor sub(Scalar target) => Ops.Sub.Call(this, target);

        public Tensor sub_(Tensor target) => Apply(Ops.SubInPlace, this, target);

        public Tensor sub_(Scalar target) => Apply(Ops.SubInPlace, this, target);

        public Tensor subtract(Tensor target) => sub(target);

        public Tensor mul(Tensor target) => Ops.Mul.Call(this, target);

        public Tensor mul(Scalar target) => Ops.Mul.Call(this, target);

        public Tensor mul_(Tensor target) => Apply(Ops.MulInPlace, this, target);

        public Tensor mul_(Scalar target) => Apply(Ops.MulInPlace, this, target);

        public Tensor multiply(Tensor target) => mul(target);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => Divide(target, rounding_mode);

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => Divide(target, rounding_mode);

        public Tensor div_(Tensor target) => Apply(Ops.DivInPlace, this, target);

        public Tensor div_(Scalar target) => Apply(Ops.DivInPlace, this, target);

        public Tensor floor_divide(Tensor other) => Ops.FloorDivide.Call(this, other);

        public Tensor floor_divide(Scalar other) => Ops.FloorDivide.Call(this, other);

        public Tensor remainder(Tensor target) => Ops.Remainder.Call(this, target);

        public Tensor remainder(Scalar scalar) => Ops.RemainderScalar.Call(this, scalar);

        public Tensor fmod(Tensor target) => Ops.Fmod.Call(this, target);

        public Tensor pow(Tensor exponent) => Ops.PowTensor.Call(this, exponent);

        public Tensor pow(Scalar exponent) => Ops.Pow.Call(this, exponent);

        public Tensor pow_(Scalar exponent) => Apply(Ops.PowInPlace, this, exponent);

        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Ops.Addcmul.Call(this, tensor1, tensor2, value);

        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => Apply(Ops.AddcmulInPlace, this, tensor1, tensor2, value);

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Ops.Addcdiv.Call(this, tensor1, tensor2, value);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => Apply(Ops.AddcdivInPlace, this, tensor1, tensor2, value);

        public Tensor lerp(Tensor end, Tensor weight) => Ops.Lerp.Call(this, end, weight);

        public Tensor lerp_(Tensor end, Tensor weight) => Apply(Ops.LerpInPlace, this, end, weight);

        public Tensor maximum(Tensor other) => Ops.Maximum.Call(this, other);

        public Tensor minimum(Tensor other) => Ops.Minimum.Call(this, other);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Ops.Clamp.Call(this, min, max);

        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Ops.ClampTensor.Call(this, min, max);

        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => Apply(Ops.ClampInPlace, this, min, max);

        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => Apply(Ops.ClampTensorInPlace, this, min, max);

        public Tensor clamp_min(Scalar min) => Ops.Clamp.Call(this, min);

        public Tensor clamp_max(Scalar max) => Ops.Clamp.Call(this, Arg.None, max);

        public Tensor clamp_min_(Scalar min) => Apply(Ops.ClampInPlace, this, min);

        public Tensor clamp_max_(Scalar max) => Apply(Ops.ClampInPlace, this, Arg.None, max);

        public Tensor negative() => Ops.Neg.Call(this);

        public Tensor neg() => Ops.Neg.Call(this);

        public Tensor neg_() => Apply(Ops.NegInPlace, this);

        public Tensor abs() => Ops.Abs.Call(this);

        public Tensor abs_() => Apply(Ops.AbsInPlace, this);

        public Tensor sign() => Ops.Sign.Call(this);

        public Tensor exp() => Ops.Exp.Call(this);

        public Tensor exp_() => Apply(Ops.ExpInPlace, this);

        public Tensor expm1() => Ops.Expm1.Call(this);

        public Tensor log() => Ops.Log.Call(this);

        public Tensor log_() => Apply(Ops.LogInPlace, this);

        public Tensor log1p() => Ops.Log1p.Call(this);

        public Tensor log2() => Ops.Log2.Call(this);

        public Tensor log10() => Ops.Log10.Call(this);

        public Tensor sqrt() => Ops.Sqrt.Call(this);

        public Tensor sqrt_() => Apply(Ops.SqrtInPlace, this);

        public Tensor rsqrt() => Ops.Rsqrt.Call(this);

        public Tensor square() => Ops.Square.Call(this);

        public Tensor reciprocal() => Ops.Reciprocal.Call(this);

        public Tensor reciprocal_() => Apply(Ops.ReciprocalInPlace, this);

        public Tensor sin() => Ops.Sin.Call(this);

        public Tensor cos() => Ops.Cos.Call(this);

        public Tensor tanh() => Ops.Tanh.Call(this);

        public Tensor tanh_() => Apply(Ops.TanhInPlace, this);

        public Tensor sigmoid() => Ops.Sigmoid.Call(this);

        public Tensor sigmoid_() => Apply(Ops.SigmoidInPlace, this);

        public Tensor erf() => Ops.Erf.Call(this);

        public Tensor floor() => Ops.Floor.Call(this);

        public Tensor floor_() => Apply(Ops.FloorInPlace, this);

        public Tensor ceil() => Ops.Ceil.Call(this);

        public Tensor round(long decimals = 0L) => Ops.RoundDecimals.Call(this, decimals);

        public Tensor trunc() => Ops.Trunc.Call(this);

        public Tensor nan_to_num(double nan = 0.0, double? posinf = null, double? neginf = null) =>
            Ops.NanToNum.Call(this, nan, posinf, neginf);

        public Tensor relu() => Ops.Relu.Call(this);

        public Tensor relu_() => Apply(Ops.ReluInPlace, this);

        public Tensor leaky_relu(Scalar negative_slope) => Ops.LeakyRelu.Call(this, negative_slope);

        public Tensor gelu() => Ops.Gelu.Call(this);

        public Tensor silu() => Ops.Silu.Call(this);

        public Tensor softplus(double beta = 1, double threshold = 20) => Ops.Softplus.Call(this, beta, threshold);

        public Tensor softmax(long dim, ScalarType? dtype = null) => Ops.Softmax.Call(this, dim, dtype);

        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Ops.LogSoftmax.Call(this, dim, dtype);

        public Tensor fill_(Scalar value) => Apply(Ops.FillInPlace, this, value);

        // Unlike all others, a second object over the same tensor.
        public Tensor zero_() => Ops.ZeroInPlace.Call(this);

        /// <summary>Calls an operator that changes this tensor. The result is this object, and no new one is made.</summary>
        private Tensor Apply(Op op, params ReadOnlySpan<Arg> args)
        {
            op.Run(args);
            return this;
        }

        private Tensor Divide(Arg divisor, RoundingMode mode) => mode switch
        {
            RoundingMode.None => Ops.Div.Call(this, divisor),
            RoundingMode.trunc => Ops.DivMode.Call(this, divisor, "trunc"),
            RoundingMode.floor => Ops.DivMode.Call(this, divisor, "floor"),
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Expected None, trunc or floor."),
        };
    }
}
