using System.Runtime.InteropServices;
using SraCl.Backbones.Objectives;
using SraCl.Batching;
using SraCl.Modeling;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace SraCl.Benchmarks.Workloads.Naive;

/// <summary>Every slot of every block and of the head, then the masked slots' scores of all items and their cross-entropy.</summary>
internal sealed class NaiveCloze(ISequenceBackbone backbone, Cloze objective) : INaiveLoss
{
    private readonly BatchField<RaggedSequences> _sequences = objective.Encodings[0].Sequences;
    private readonly BatchField<IdColumn> _labels = (BatchField<IdColumn>)objective.Fields[0];

    public Tensor Compute(Batch batch)
    {
        RaggedSequences sequences = batch.Get(_sequences);
        Tensor items = PaddedIds.Of(sequences, backbone.MaxLength, PaddingSide.Left); // [B, L]
        Tensor labels = PaddedIds.Beside(sequences, batch.Get(_labels), backbone.MaxLength).view(-1); // [B·L], 0 where nothing is masked
        Tensor masked = Masked(labels); // [M]
        Tensor states = backbone.EncodePositions(items).view(labels.size(0), -1).index_select(0, masked); // [M, D]
        Tensor scores = states.mm(backbone.ItemVectors().t()) + backbone.ItemBiases()!; // [M, N]
        return F.cross_entropy(scores, labels.index_select(0, masked) - 1L);
    }

    private static Tensor Masked(Tensor labels)
    {
        var places = new List<long>();
        ReadOnlySpan<long> values = MemoryMarshal.Cast<byte, long>(labels.bytes);
        for (int place = 0; place < values.Length; place++)
        {
            if (values[place] != 0)
            {
                places.Add(place);
            }
        }

        return tensor(places.ToArray());
    }
}
