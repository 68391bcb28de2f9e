using SraCl.Batching;
using SraCl.Encoders;
using SraCl.Modeling;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Abstractions.Tests.Modeling;

public sealed class ModuleBackboneTests : IDisposable
{
    private const int ItemCount = 9;
    private const int MaxLength = 7;
    private const int D = SlotModule.Width;

    // Full, partly and one item long, with a gap inside, and with nothing but padding.
    private static readonly long[][] Rows = [[1, 2, 3, 4, 5], [0, 0, 6, 7, 8], [0, 0, 0, 0, 9], [0, 4, 0, 5, 6], [0, 0, 0, 0, 0]];

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    public static TheoryData<PaddingSide, bool> Placements => new() { { PaddingSide.Left, false }, { PaddingSide.Left, true }, { PaddingSide.Right, false }, { PaddingSide.Right, true } };

    [Theory]
    [MemberData(nameof(Placements))]
    public void Encode_StatesOfEverySlot_IsTheNewestItems(PaddingSide padding, bool crop)
    {
        using var module = new SlotModule(ItemCount, SlotOutput.EverySlot);
        ModuleBackbone backbone = Wrap(module, padding, crop);

        float[] encoded = Numbers.Of(backbone.Encode(Ids(Rows)));

        for (int row = 0; row < Rows.Length; row++)
        {
            long[] items = Items(Rows[row]);
            int first = FirstSlot(items.Length, padding, crop);
            int newest = items.Length > 0 ? first + items.Length - 1 : padding == PaddingSide.Left ? Slots(crop) - 1 : 0;
            Numbers.AssertClose(State(module, items, first, newest), encoded.AsSpan(row * D, D));
        }

        Assert.Equal(Slots(crop), module.SeenSlots);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void Encode_OneStateASequence_IsReturnedAsItIs(PaddingSide padding, bool crop)
    {
        using var module = new SlotModule(ItemCount, SlotOutput.Sequence);
        ModuleBackbone backbone = Wrap(module, padding, crop);

        float[] encoded = Numbers.Of(backbone.Encode(Ids(Rows)));

        for (int row = 0; row < Rows.Length; row++)
        {
            long[] items = Items(Rows[row]);
            Numbers.AssertClose(Sum(module, items, FirstSlot(items.Length, padding, crop)), encoded.AsSpan(row * D, D));
        }
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void EncodePositions_StatesOfEverySlot_StandWhereTheIdsStood(PaddingSide padding, bool crop)
    {
        using var module = new SlotModule(ItemCount, SlotOutput.EverySlot);
        ModuleBackbone backbone = Wrap(module, padding, crop);

        Tensor states = backbone.EncodePositions(Ids(Rows));

        Assert.Equal([Rows.Length, Rows[0].Length, D], states.shape);
        for (int row = 0; row < Rows.Length; row++)
        {
            long[] items = Items(Rows[row]);
            int first = FirstSlot(items.Length, padding, crop);
            for (int i = 0; i < items.Length; i++)
            {
                Numbers.AssertClose(State(module, items, first, first + i), Numbers.Of(states[row, Rows[row].Length - items.Length + i]));
            }
        }
    }

    [Fact]
    public void Encode_EitherPaddingOfAModuleThatDoesNotCare_IsTheSameInValueAndGradient()
    {
        using var module = new SlotModule(ItemCount, SlotOutput.Sequence, slotWeight: 0);

        (float[] left, float[] leftGradient) = Run(PaddingSide.Left);
        (float[] right, float[] rightGradient) = Run(PaddingSide.Right);

        Numbers.AssertClose(left, right);
        Numbers.AssertClose(leftGradient, rightGradient);

        (float[] Values, float[] Gradient) Run(PaddingSide padding)
        {
            Tensor encoded = Wrap(module, padding).Encode(Ids(Rows));
            encoded.pow(2).sum().backward();
            float[] gradient = Numbers.Of(module.Items.weight!.grad!);
            module.zero_grad();
            return (Numbers.Of(encoded), gradient);
        }
    }

    [Theory]
    [InlineData(PaddingSide.Left, false)]
    [InlineData(PaddingSide.Right, false)]
    [InlineData(PaddingSide.Right, true)]
    public void Encode_InLengthGroups_EqualsEachSequenceAlone(PaddingSide padding, bool crop)
    {
        using var module = new SlotModule(ItemCount, SlotOutput.EverySlot);
        ModuleBackbone backbone = Wrap(module, padding, crop);
        var sequences = new RaggedSequences();
        foreach (int length in (ReadOnlySpan<int>)[3, 1, 7, 2, 1, 5])
        {
            sequences.Add(Enumerable.Range(1, length).ToArray());
        }

        float[] together = Numbers.Of(new SequenceEncoder(backbone, CPU).Encode(sequences));

        for (int row = 0; row < sequences.Count; row++)
        {
            long[] ids = sequences[row].ToArray().Select(id => (long)id).ToArray();
            Numbers.AssertClose(Numbers.Of(backbone.Encode(tensor(ids, [1, ids.Length]))), together.AsSpan(row * D, D));
        }
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public void Encode_InLengthGroups_CallsTheModuleOnceWhereGroupsSaveNoSlots(bool crop, int calls)
    {
        using var module = new SlotModule(ItemCount, SlotOutput.EverySlot);
        var sequences = new RaggedSequences();
        for (int row = 0; row < 200; row++)
        {
            sequences.Add(Enumerable.Range(1, row < 100 ? 1 : MaxLength).ToArray());
        }

        new SequenceEncoder(Wrap(module, PaddingSide.Right, crop), CPU).Encode(sequences);

        Assert.Equal(calls, module.Calls);
    }

    [Theory]
    [InlineData(PaddingSide.Left)]
    [InlineData(PaddingSide.Right)]
    public void Encode_Repeatedly_LeavesOnlyTheResult(PaddingSide padding)
    {
        using var module = new SlotModule(ItemCount, SlotOutput.EverySlot);
        ModuleBackbone backbone = Wrap(module, padding);
        Tensor ids = Ids(Rows);
        long before = LiveTensors.Settled();

        using Tensor encoded = backbone.Encode(ids);
        using Tensor states = backbone.EncodePositions(ids);

        Assert.Equal(before + 2, Tensor.TotalCount);
    }

    [Fact]
    public void Properties_OfAModule_ComeFromItsItemVectors()
    {
        using var module = new SlotModule(ItemCount, SlotOutput.Sequence);
        ModuleBackbone backbone = Wrap(module, PaddingSide.Left);

        Assert.Equal((ItemCount, D, MaxLength), (backbone.ItemCount, backbone.HiddenSize, backbone.MaxLength));
        Assert.Same(module, backbone.Module);
        Assert.Equal(Numbers.Of(module.Items.weight!)[D..], Numbers.Of(backbone.ItemVectors()));
        Assert.True(backbone.ItemVectors().requires_grad);
    }

    [Fact]
    public void Encode_ScoresInPlaceOfStates_NamesShapesAndCure()
    {
        using var module = new SlotModule(ItemCount, SlotOutput.Scores);

        string message = Assert.Throws<SraClException>(() => Wrap(module, PaddingSide.Left).Encode(Ids(Rows))).Message;

        Assert.Contains("SlotModule was given ids [5, 7] and returned [5, 10]; expected one representation a sequence, [5, 3]", message, StringComparison.Ordinal);
        Assert.Contains("[5, 7, 3]", message, StringComparison.Ordinal);
        Assert.Contains("not scores", message, StringComparison.Ordinal);
    }

    [Fact]
    public void EncodePositions_OneStateASequence_SaysWhatToDo()
    {
        using var module = new SlotModule(ItemCount, SlotOutput.Sequence);

        Assert.Contains("[B, L, D]", Assert.Throws<NotSupportedException>(() => Wrap(module, PaddingSide.Left).EncodePositions(Ids(Rows))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_MoreSlotsThanTheModuleHas_Throws()
    {
        using var module = new SlotModule(ItemCount, SlotOutput.Sequence);

        Assert.Contains("8 slots", Assert.Throws<ArgumentException>(() => Wrap(module, PaddingSide.Left).Encode(Ids([new long[8]]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_WhatDoesNotFit_NamesTheCure()
    {
        using var module = new SlotModule(ItemCount, SlotOutput.Sequence);
        using var empty = new Unregistered();
        var options = new ModuleBackboneOptions { MaxLength = MaxLength };

        Assert.Contains("RegisterComponents", Assert.Throws<ArgumentException>(() => new ModuleBackbone(empty, () => zeros(2, 2), options)).Message, StringComparison.Ordinal);
        Assert.Contains("are [9]; expected [N, D]", Assert.Throws<ArgumentException>(() => new ModuleBackbone(module, () => zeros(9), options)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModuleBackboneOptions { MaxLength = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => options with { Padding = (PaddingSide)2 });
    }

    private static ModuleBackbone Wrap(SlotModule module, PaddingSide padding, bool crop = false) => new(
        module, () => module.Items.weight!.narrow(0, 1, ItemCount), new ModuleBackboneOptions { MaxLength = MaxLength, Padding = padding, CropPadding = crop });

    private static Tensor Ids(long[][] rows) => tensor(rows.SelectMany(row => row).ToArray(), [rows.Length, rows[0].Length]);

    /// <summary>What follows the padding of a row.</summary>
    private static long[] Items(long[] row) => row.SkipWhile(id => id == 0).ToArray();

    private static int Slots(bool crop) => crop ? Rows[0].Length : MaxLength;

    private static int FirstSlot(int length, PaddingSide padding, bool crop) => padding == PaddingSide.Left ? Slots(crop) - length : 0;

    private static float[] State(SlotModule module, long[] items, int first, int slot) =>
        Sum(module, items[..Math.Clamp(slot - first + 1, 0, items.Length)], first).Select(value => value + (0.5f * slot)).ToArray();

    private static float[] Sum(SlotModule module, long[] items, int first)
    {
        float[] vectors = Numbers.Of(module.Items.weight!);
        var sum = new float[D];
        for (int i = 0; i < items.Length; i++)
        {
            for (int d = 0; d < D; d++)
            {
                sum[d] += items[i] == 0 ? 0 : vectors[(items[i] * D) + d] * (1 + (0.1f * (first + i)));
            }
        }

        return sum;
    }

    /// <summary>A module that forgot to register its parts.</summary>
    private sealed class Unregistered() : nn.Module<Tensor, Tensor>(nameof(Unregistered))
    {
        public override Tensor forward(Tensor ids) => ids;
    }
}
