using TorchSharp.Internal;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor eq(Tensor target) => Ops.Eq.Call(this, target);

        public Tensor eq(Scalar target) => Ops.EqScalar.Call(this, target);

        public Tensor ne(Tensor target) => Ops.Ne.Call(this, target);

        public Tensor ne(Scalar target) => Ops.NeScalar.Call(this, target);

        public Tensor lt(Tensor target) => Ops.Lt.Call(this, target);

        public Tensor lt(Scalar target) => Ops.LtScalar.Call(this, target);

        public Tensor le(Tensor target) => Ops.Le.Call(this, target);

        public Tensor le(Scalar target) => Ops.LeScalar.Call(this, target);

        public Tensor gt(Tensor target) => Ops.Gt.Call(this, target);

        public Tensor gt(Scalar target) => Ops.GtScalar.Call(this, target);

        public Tensor gt_(Tensor target) => Apply(Ops.GtInPlace, this, target);

        public Tensor ge(Tensor target) => Ops.Ge.Call(this, target);

        public Tensor ge(Scalar target) => Ops.GeScalar.Call(this, target);

        public Tensor ge_(Tensor target) => Apply(Ops.GeInPlace, this, target);

        public Tensor equal(Tensor target) => eq(target);

        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
            Ops.Allclose.CallBool(this, target, rtol, atol, equal_nan);

        public Tensor isclose(Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) =>
            Ops.Isclose.Call(this, other, rtol, atol, nanEqual);

        public Tensor isin(Tensor test_elements, bool assumeUnique = false, bool invert = false) =>
            Ops.Isin.Call(this, test_elements, assumeUnique, invert);

        public Tensor isnan() => Ops.Isnan.Call(this);

        public Tensor isinf() => Ops.Isinf.Call(this);

        public Tensor isfinite() => Ops.Isfinite.Call(this);

        public Tensor logical_and(Tensor other) => Ops.LogicalAnd.Call(this, other);

        public Tensor logical_or(Tensor other) => Ops.LogicalOr.Call(this, other);

        public Tensor logical_xor(Tensor other) => Ops.LogicalXor.Call(this, other);

        public Tensor logical_not() => Ops.LogicalNot.Call(this);

        public Tensor bitwise_and(Tensor other) => Ops.BitwiseAnd.Call(this, other);

        public Tensor bitwise_or(Tensor other) => Ops.BitwiseOr.Call(this, other);

        public Tensor bitwise_xor(Tensor other) => Ops.BitwiseXor.Call(this, other);

        public Tensor bitwise_not() => Ops.BitwiseNot.Call(this);
    }
}
