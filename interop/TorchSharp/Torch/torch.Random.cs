using TorchSharp.Internal;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor randint(
        long low, long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        Make(
            Ops.Randint.Call(low, high, size, generator, dtype ?? ScalarType.Int64, Arg.None, device ?? _defaultDevice),
            requires_grad);

    public static Tensor randint(
        long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        randint(0, high, size, dtype, device, requires_grad, generator);

    public static Tensor randperm(
        long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        Make(Ops.Randperm.Call(n, generator, dtype ?? ScalarType.Int64, Arg.None, device ?? _defaultDevice), requires_grad);

    public static Tensor bernoulli(Tensor input, Generator? generator = null) => input.bernoulli(generator);

    public static Tensor multinomial(Tensor input, long num_samples, bool replacement = false, Generator? generator = null) =>
        input.multinomial(num_samples, replacement, generator);

    /// <summary>Seeds the default generators of all devices and returns the CPU's.</summary>
    public static Generator manual_seed(long seed) => random.manual_seed(seed);

    public static long initial_seed() => random.initial_seed();

    public static Tensor get_rng_state() => random.get_rng_state();

    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);

    public static class random
    {
        public static Generator manual_seed(long seed)
        {
            NativeError.ThrowIf(NativeMethods.ManualSeed(seed));
            return Generator.Default;
        }

        public static long initial_seed()
        {
            using Generator generator = Generator.Default;
            return generator.initial_seed();
        }

        public static Tensor get_rng_state()
        {
            using Generator generator = Generator.Default;
            return generator.get_state();
        }

        public static void set_rng_state(Tensor new_state)
        {
            using Generator generator = Generator.Default;
            generator.set_state(new_state);
        }
    }
}
