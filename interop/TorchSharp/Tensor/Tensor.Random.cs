using TorchSharp.Internal;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor normal_(double mean = 0.0, double std = 1.0, Generator? generator = null) =>
            Apply(Ops.NormalInPlace, this, mean, std, generator);

        public Tensor uniform_(double from, double to, Generator? generator = null) =>
            Apply(Ops.UniformInPlace, this, from, to, generator);

        public Tensor random_(double from, double to, Generator? generator = null) =>
            Apply(Ops.RandomInPlace, this, (long)from, (long)to, generator);

        public Tensor exponential_(double lambda = 1.0, Generator? generator = null) =>
            Apply(Ops.ExponentialInPlace, this, lambda, generator);

        public Tensor bernoulli(Generator? generator = null) => Ops.Bernoulli.Call(this, generator);

        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) => Apply(Ops.BernoulliInPlace, this, p, generator);

        public Tensor bernoulli_(Tensor p, Generator? generator = null) => Apply(Ops.BernoulliTensorInPlace, this, p, generator);

        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) =>
            Ops.Multinomial.Call(this, num_samples, replacement, generator);
    }
}
