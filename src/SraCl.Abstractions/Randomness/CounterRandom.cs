namespace SraCl.Randomness;

/// <summary>
/// A random stream that is a pure function of its key: the same key gives the same numbers whatever was drawn elsewhere,
/// in which order and on which thread.
/// </summary>
/// <remarks>
/// Keys are derived step by step, <c>CounterRandom.Create(seed).Derive(epoch).Derive(sample)</c>, so that a batch can be
/// filled by any thread, in any order, after any resume, with the same result. The generator is SplitMix64
/// (Steele, Lea and Flood, OOPSLA 2014): the n-th number is a 64-bit mix of key + n·φ. Not for cryptography.
/// A mutable value type: pass it by reference to go on drawing from one stream; a copy repeats the same numbers.
/// </remarks>
public struct CounterRandom
{
    private const ulong GoldenRatio = 0x9E3779B97F4A7C15;

    private readonly ulong _key;
    private ulong _counter;

    private CounterRandom(ulong key)
    {
        _key = key;
        _counter = 0;
    }

    /// <summary>Creates the root stream of a seed.</summary>
    /// <param name="seed">Any number.</param>
    /// <returns>The stream.</returns>
    public static CounterRandom Create(long seed) => new(Mix((ulong)seed + GoldenRatio));

    /// <summary>Makes an independent stream for a part of the work.</summary>
    /// <param name="part">The part's number, such as an epoch, a sample index or a field's number.</param>
    /// <returns>A stream at its beginning; it depends on this stream's key, not on how much was drawn from it.</returns>
    public readonly CounterRandom Derive(long part) => new(Mix(_key ^ Mix((ulong)part + GoldenRatio)));

    /// <summary>Makes an independent stream for a named part of the work.</summary>
    /// <param name="part">The part's name.</param>
    /// <returns>A stream at its beginning; it depends on this stream's key, not on how much was drawn from it.</returns>
    public readonly CounterRandom Derive(string part)
    {
        ArgumentNullException.ThrowIfNull(part);
        // FNV-1a: string.GetHashCode differs from process to process.
        ulong hash = 14695981039346656037;
        foreach (char c in part)
        {
            hash = (hash ^ c) * 1099511628211;
        }

        return Derive((long)hash);
    }

    /// <summary>Draws 64 uniform bits.</summary>
    /// <returns>The bits.</returns>
    public ulong NextUInt64() => Mix(_key + (++_counter * GoldenRatio));

    /// <summary>Draws a whole number uniformly.</summary>
    /// <param name="exclusiveMax">The bound, at least 1.</param>
    /// <returns>A number in 0..<paramref name="exclusiveMax"/> - 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The bound is below 1.</exception>
    public int NextInt32(int exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exclusiveMax, 1);
        // Multiply-shift of 64 random bits: the bias is below 2^-33 for any 31-bit bound.
        return (int)Math.BigMul(NextUInt64(), (ulong)exclusiveMax, out _);
    }

    /// <summary>Draws a number uniformly from [0, 1).</summary>
    /// <returns>A multiple of 2^-53.</returns>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Shuffles in place, every order equally likely (Fisher-Yates).</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="values">What to shuffle.</param>
    public void Shuffle<T>(Span<T> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = NextInt32(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
