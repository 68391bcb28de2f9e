using System.Runtime.InteropServices;
using SraCl.Modeling;
using SraCl.Randomness;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SraCl.Testing;

/// <summary>Makes the backbones of one check and the sequences that they encode, and compares what comes out.</summary>
internal sealed class ContractSubject(Func<long, ISequenceBackbone> create, bool isSeeded, BackboneContractOptions options) : IDisposable
{
    private const long Seed = 1;
    private const int FewestItems = 10;

    /// <summary>What two results may differ by however small their numbers are.</summary>
    private const double Rounding = 1e-7;

    private readonly List<ISequenceBackbone> _made = [];
    private ISequenceBackbone? _backbone;

    /// <summary>Gets whether another seed gives other weights.</summary>
    public bool IsSeeded => isSeeded;

    public BackboneContractOptions Options => options;

    /// <summary>Gets the backbone that is looked at, in evaluation mode when it is made.</summary>
    public ISequenceBackbone Backbone => _backbone ??= Make();

    /// <summary>Makes a backbone.</summary>
    public ISequenceBackbone Make(long seed = Seed)
    {
        ISequenceBackbone backbone = create(seed) ?? throw new SraClException("The function that makes backbones returned null.");
        _made.Add(backbone);
        if (backbone.ItemCount < FewestItems)
        {
            throw new SraClException($"The backbone has {backbone.ItemCount} items; the checks need at least {FewestItems}. Make it with more items.");
        }

        backbone.Module.eval();
        return backbone;
    }

    /// <summary>Gets different items, the same for the same number.</summary>
    public long[] Items(int length, int number)
    {
        CounterRandom random = CounterRandom.Create(number);
        return Enumerable.Range(0, length).Select(_ => 1L + random.NextInt32(Backbone.ItemCount)).ToArray();
    }

    /// <summary>Makes left-padded ids, <c>[B, slots]</c>.</summary>
    public static Tensor Ids(int slots, params long[][] rows) =>
        tensor(rows.SelectMany(row => Enumerable.Repeat(0L, slots - row.Length).Concat(row)).ToArray(), [rows.Length, slots]);

    /// <summary>Gets the states of every slot, or says that the backbone has none.</summary>
    public static Tensor? Positions(ISequenceBackbone backbone, Tensor items)
    {
        try
        {
            return backbone.EncodePositions(items);
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Says how two results differ that should be the same, or null when they do not.</summary>
    public string? Difference(Tensor expected, Tensor actual, string what)
    {
        if (!expected.shape.AsSpan().SequenceEqual(actual.shape))
        {
            return $"{what} has the shape [{string.Join(", ", actual.shape)}] and not [{string.Join(", ", expected.shape)}].";
        }

        float[] wanted = Numbers(expected);
        float[] got = Numbers(actual);
        double allowed = Math.Max(options.Tolerance * wanted.Max(Math.Abs), Rounding); // Fresh weights are small: so is what a slip changes.
        double largest = wanted.Zip(got, (x, y) => (double)Math.Abs(x - y)).Aggregate(0.0, (most, x) => double.IsNaN(x) ? double.NaN : Math.Max(most, x));
        return largest <= allowed ? null : $"{what} differs by up to {largest:G3}, {allowed:G3} allowed.";
    }

    /// <summary>Says that numbers are not finite, or null.</summary>
    public static string? NotFinite(Tensor tensor, string what) => Array.TrueForAll(Numbers(tensor), float.IsFinite) ? null : $"{what} has numbers that are not finite.";

    public static float[] Numbers(Tensor tensor)
    {
        using Tensor plain = tensor.detach().to(ScalarType.Float32).cpu().contiguous();
        return plain.numel() == 0 ? [] : MemoryMarshal.Cast<byte, float>(plain.bytes).ToArray();
    }

    /// <summary>Changes every parameter a little.</summary>
    public static void Disturb(ISequenceBackbone backbone)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        random.manual_seed(11);
        foreach (Parameter parameter in backbone.Module.parameters())
        {
            parameter.add_(randn_like(parameter) * 0.1);
        }
    }

    public void Dispose()
    {
        foreach (ISequenceBackbone backbone in _made)
        {
            backbone.Module.Dispose();
        }
    }
}
