using static TorchSharp.torch;
using static TorchSharp.torch.nn.utils;

namespace TorchSharp.Conformance.Tests.Modules;

// A packed batch must equal its sequences one by one.
public sealed class PackedSequenceTests
{
    private static readonly long[] Lengths = [2, 4, 1, 4];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PackPaddedSequence_ThenPad_GivesTheSequencesAndLengthsInTheirOrder(bool batchFirst)
    {
        using var scope = NewDisposeScope();
        var sequences = randn(4, 4, 3);
        var padded = batchFirst ? sequences : sequences.transpose(0, 1);

        var packed = rnn.pack_padded_sequence(padded, tensor(Lengths), batchFirst, enforce_sorted: false);
        var (back, lengths) = rnn.pad_packed_sequence(packed, batchFirst, padding_value: 7, total_length: 5);

        Assert.Equal([11L, 3L], packed.data.shape);
        Assert.Equal([4L, 3L, 2L, 2L], packed.batch_sizes.data<long>().ToArray());
        Assert.Equal(Lengths, lengths.data<long>().ToArray());
        back = batchFirst ? back : back.transpose(0, 1);
        Assert.Equal([4L, 5L, 3L], back.shape);
        for (var row = 0; row < 4; row++)
        {
            Assert.Equal(0, (back[row].narrow(0, 0, Lengths[row]) - sequences[row].narrow(0, 0, Lengths[row])).abs().max().ToDouble());
            Assert.Equal(7, back[row].narrow(0, Lengths[row], 5 - Lengths[row]).min().ToDouble());
        }
    }

    [Fact]
    public void PackPaddedSequence_SortingEnforced_RefusesOtherOrders()
    {
        using var scope = NewDisposeScope();

        Assert.ThrowsAny<Exception>(() => rnn.pack_padded_sequence(randn(4, 4, 3), tensor(Lengths)));
        using var sorted = rnn.pack_padded_sequence(randn(4, 2, 3), tensor(new long[] { 4, 1 }));
        Assert.Equal([5L, 3L], sorted.data.shape);
    }

    [Theory]
    [InlineData(1, true, false, false)]
    [InlineData(2, false, false, true)]
    [InlineData(2, true, true, true)]
    public void GruCall_Packed_EqualsEverySequenceAlone(long layers, bool bias, bool bidirectional, bool withState)
    {
        using var scope = NewDisposeScope();
        using var gru = nn.GRU(3, 5, layers, bias, bidirectional: bidirectional);
        var input = randn(4, 4, 3).requires_grad_(true); // [L, B, In]
        Tensor? state = withState ? randn(layers * (bidirectional ? 2 : 1), 4, 5) : null;

        var (output, final) = gru.call(rnn.pack_padded_sequence(input, tensor(Lengths), enforce_sorted: false), state);
        var (padded, _) = rnn.pad_packed_sequence(output); // [L, B, D · H]
        (padded.sum() + (final * final).sum()).backward();
        var packedGradient = input.grad!.clone();
        var weightGradients = gru.parameters().Select(parameter => parameter.grad!.clone()).ToArray();

        gru.zero_grad();
        input.grad!.zero_();
        var total = zeros(1);
        for (var row = 0; row < 4; row++)
        {
            var alone = input.narrow(1, row, 1).narrow(0, 0, Lengths[row]);
            var (expected, expectedFinal) = gru.call(alone, state?.narrow(1, row, 1).contiguous());
            ModuleGoldens.AssertClose(expected, padded.narrow(1, row, 1).narrow(0, 0, Lengths[row]), 1e-6, $"output {row}");
            ModuleGoldens.AssertClose(expectedFinal, final.narrow(1, row, 1), 1e-6, $"state {row}");
            total = total + expected.sum() + (expectedFinal * expectedFinal).sum();
        }

        total.backward();
        ModuleGoldens.AssertClose(input.grad!, packedGradient, 1e-5, "gradient of the input");
        foreach (var (expected, actual) in gru.parameters().Zip(weightGradients))
        {
            ModuleGoldens.AssertClose(expected.grad!, actual, 2e-5, "gradient of a weight");
        }
    }

    [Fact]
    public void PackedSequence_EndOfScopeOrDispose_FreesItsTensors()
    {
        rnn.PackedSequence packed;
        using (var scope = NewDisposeScope())
        {
            packed = rnn.pack_padded_sequence(randn(4, 4, 3), tensor(Lengths), enforce_sorted: false);
            Assert.Contains(packed, scope.DisposablesView);
        }

        Assert.True(packed.data.IsInvalid);
        Assert.True(packed.unsorted_indices.IsInvalid);

        using var outer = NewDisposeScope();
        var again = rnn.pack_padded_sequence(randn(4, 4, 3), tensor(Lengths), enforce_sorted: false);
        again.Dispose();
        again.Dispose();
        Assert.True(again.data.IsInvalid);
        Assert.DoesNotContain(again, outer.DisposablesView);
    }
}
