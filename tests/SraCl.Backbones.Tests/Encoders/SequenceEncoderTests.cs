using SraCl.Backbones.Transformers;
using SraCl.Batching;
using SraCl.Encoders;
using SraCl.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Backbones.Tests.Encoders;

public sealed class SequenceEncoderTests : IDisposable
{
    private const int Slots = 12;
    private const int Width = 16;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly TransformerBackbone _backbone;

    public SequenceEncoderTests()
    {
        _backbone = new TransformerBackbone(50, new TransformerOptions { MaxLength = Slots, HiddenSize = Width, InnerSize = 24, InitializerRange = 0.2 }, seed: 4);
        _backbone.eval();
    }

    public void Dispose()
    {
        _backbone.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public void Encode_SeveralListsOfMixedLengths_EqualsEachSequenceAlone()
    {
        RaggedSequences[] sources = [Sequences(300, seed: 1), Sequences(0, seed: 2), Sequences(77, seed: 3)];

        Tensor[] encoded = new SequenceEncoder(_backbone, CPU).Encode(sources);

        for (int i = 0; i < sources.Length; i++)
        {
            Assert.Equal([sources[i].Count, Width], encoded[i].shape);
            float[] actual = Numbers.Of(encoded[i]);
            for (int row = 0; row < sources[i].Count; row++)
            {
                using Tensor alone = _backbone.Encode(Padded(sources[i][row]));
                Numbers.AssertClose(Numbers.Of(alone), actual.AsSpan(row * Width, Width), 1e-5);
            }
        }
    }

    [Fact]
    public void Encode_Positions_PacksTheStatesOfTheNewestItemsInOrder()
    {
        RaggedSequences[] sources = [Sequences(60, seed: 5), Sequences(9, seed: 6)];

        Tensor[] encoded = new SequenceEncoder(_backbone, CPU).Encode(sources, EncodingOutput.Positions);

        for (int i = 0; i < sources.Length; i++)
        {
            var expected = new List<float>();
            for (int row = 0; row < sources[i].Count; row++)
            {
                int kept = Math.Min(sources[i].Length(row), Slots);
                expected.AddRange(Numbers.Of(_backbone.EncodePositions(Padded(sources[i][row])).narrow(1, Slots - kept, kept)));
            }

            Numbers.AssertClose(expected.ToArray(), Numbers.Of(encoded[i]), 1e-5);
        }
    }

    [Fact]
    public void Encode_EmptySequenceAmongOthers_IsFiniteAndDisturbsNobody()
    {
        var sequences = new RaggedSequences();
        sequences.Add([]);
        sequences.Add([3, 9]);

        float[] encoded = Numbers.Of(new SequenceEncoder(_backbone, CPU).Encode(sequences));

        Assert.All(encoded, value => Assert.True(float.IsFinite(value)));
        Numbers.AssertClose(Numbers.Of(_backbone.Encode(Padded([3, 9]))), encoded.AsSpan(Width), 1e-5);
    }

    [Fact]
    public void Encode_NoSequences_GivesAnEmptyTensor()
    {
        Assert.Equal([0, Width], new SequenceEncoder(_backbone, CPU).Encode(new RaggedSequences()).shape);
    }

    [Fact]
    public void Encode_ManyTimes_LeavesOnlyResultsInTheCallersScope()
    {
        var encoder = new SequenceEncoder(_backbone, CPU);
        RaggedSequences source = Sequences(40, seed: 7);
        using DisposeScope inner = NewDisposeScope();
        using IDisposable noGradient = no_grad();

        for (int i = 0; i < 5; i++)
        {
            encoder.Encode(source);
        }

        Assert.Equal(5, inner.DisposablesCount);
    }

    /// <summary>Sequences of 1 to 15 items, beyond the backbone's slots.</summary>
    private static RaggedSequences Sequences(int count, long seed)
    {
        CounterRandom draws = CounterRandom.Create(seed);
        var sequences = new RaggedSequences();
        for (int row = 0; row < count; row++)
        {
            foreach (ref int item in sequences.Append(1 + draws.NextInt32(15)))
            {
                item = 1 + draws.NextInt32(50);
            }
        }

        return sequences;
    }

    private static Tensor Padded(ReadOnlySpan<int> items)
    {
        var slots = new long[Slots];
        ReadOnlySpan<int> newest = items[Math.Max(0, items.Length - Slots)..];
        for (int i = 0; i < newest.Length; i++)
        {
            slots[Slots - newest.Length + i] = newest[i];
        }

        return tensor(slots, [1, Slots]);
    }
}
