using SraCl.Randomness;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace SraCl.Encoders;

/// <summary>
/// Where the random operations inside a backbone draw from: torch's generator as it stands, or, when several threads encode at once, a stream of the
/// thread's own.
/// </summary>
/// <remarks>
/// torch has one generator for the whole process, so that threads would draw from it in whatever order they come. A stream of its own seeds it for
/// every operation, one stream at a time: what an operation draws depends on the stream alone, as long as nothing draws past the sources meanwhile. Afterwards the
/// generator stands wherever the operation left it. Belongs to one thread at a time.
/// </remarks>
public sealed class DropoutSource
{
    private static readonly Lock Generator = new();

    private readonly bool _isTorchs;
    private CounterRandom _random;

    /// <summary>Creates a stream of its own.</summary>
    /// <param name="random">The seeds of the operations.</param>
    public DropoutSource(CounterRandom random) => _random = random;

    private DropoutSource() => _isTorchs = true;

    /// <summary>Gets torch's generator as it stands; safe for concurrent use, but not repeatable then.</summary>
    public static DropoutSource Torch { get; } = new();

    /// <summary>Carries out an operation that draws from torch's default generator.</summary>
    /// <param name="operation">
    /// The operation. No other stream draws before it has ended: what it does besides, as attention that drops weights inside one operator does, is not done side by side.
    /// </param>
    /// <returns>Its result.</returns>
    public Tensor Draw(Func<Tensor> operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        if (_isTorchs)
        {
            return operation();
        }

        lock (Generator)
        {
            random.manual_seed((long)(_random.NextUInt64() >> 1)).Dispose();
            return operation();
        }
    }

    /// <summary>Drops elements, as <see cref="nn.functional.dropout"/> does.</summary>
    /// <param name="input">The elements.</param>
    /// <param name="p">The probability of an element's being dropped.</param>
    /// <param name="training">Whether anything is dropped.</param>
    /// <returns>The elements, the kept ones divided by 1 minus <paramref name="p"/>.</returns>
    public Tensor Apply(Tensor input, double p, bool training) =>
        training && p > 0 ? Draw(() => F.dropout(input, p)) : input;
}
