using SraCl.Contrastive.Losses;
using SraCl.Contrastive.Tests.CrossSequence;
using SraCl.Neighbors;
using SraCl.Randomness;
using SraCl.Sequences;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace SraCl.Contrastive.Tests;

/// <summary>
/// A step as the official code makes it: five passes over all slots (input, two views, input again, every neighbor), weights dropped after
/// the softmax, nothing left out. Works on <see cref="CrossSequenceData"/>.
/// </summary>
/// <param name="backbone">The backbone.</param>
/// <param name="synthesizer">The module that holds W and a.</param>
/// <param name="items">The neighbors of items; views draw from all of an item's.</param>
internal sealed class NaiveStep(VectorBackbone backbone, nn.Module synthesizer, NeighborTable items)
{
    private const double Replaced = 0.2;
    private const double NeighborDropout = 0.5;

    private static readonly SequenceWindow[] Samples = CrossSequenceData.Samples;
    private static readonly int K = CrossSequenceData.Table.K;

    public Tensor Compute(ref CounterRandom random)
    {
        int[][] histories = Samples.Select(sample => CrossSequenceData.Sequences[sample.User][..sample.End].ToArray()).ToArray();
        Tensor targets = tensor(Samples.Select(sample => CrossSequenceData.Sequences[sample.User][sample.End] - 1L).ToArray());
        Tensor main = F.cross_entropy(Encode(histories).mm(backbone.ItemVectors().t()), targets);
        Tensor item = ContrastiveLoss.Compute(Encode(View(histories, ref random)), Encode(View(histories, ref random)));
        Tensor user = ContrastiveLoss.Compute(Encode(histories), Positives());
        return main + user + item;
    }

    private Tensor Positives()
    {
        // An absent neighbor has weight 0, whatever is encoded in its place.
        int[] neighbors = Enumerable.Range(0, Samples.Length * K)
            .Select(place => CrossSequenceData.Table[place / K] is var own && place % K < own.Length ? own[place % K] : NeighborTable.Absent).ToArray();
        Tensor absent = tensor(neighbors.Select(row => row == NeighborTable.Absent).ToArray(), [Samples.Length, K]);
        int[] rows = neighbors.Select(row => Math.Max(row, 0)).ToArray();
        Tensor encoded = Encode(rows.Select(row => CrossSequenceData.Neighbors.Items(row, 20).ToArray()).ToArray()).view(Samples.Length, K, -1); // [B, k, D]

        Tensor[] parameters = synthesizer.parameters().ToArray();
        Tensor queries = Project(Enumerable.Range(0, rows.Length).Select(place => place / K)); // [B · k, D]
        Tensor scores = F.leaky_relu(cat([queries, Project(rows)], 1).mm(parameters[1].t()), 0.2).view(Samples.Length, K); // [B, k]
        Tensor weights = F.dropout(scores.masked_fill(absent, float.NegativeInfinity).softmax(1), NeighborDropout); // [B, k]
        return (weights.unsqueeze(2) * encoded).sum(1); // [B, D]

        Tensor Project(IEnumerable<int> of) =>
            tensor(of.SelectMany(row => CrossSequenceData.Neighbors.Embeddings[row].ToArray()).ToArray(), [rows.Length, CrossSequenceData.Neighbors.Embeddings.Dimension])
                .mm(parameters[0].t());
    }

    private int[][] View(int[][] histories, ref CounterRandom random)
    {
        int[][] view = histories.Select(history => history.ToArray()).ToArray();
        foreach (int[] row in view)
        {
            for (int i = 0; i < row.Length; i++)
            {
                if (random.NextDouble() < Replaced)
                {
                    ReadOnlySpan<int> neighbors = items[row[i]];
                    row[i] = neighbors[random.NextInt32(neighbors.Length)];
                }
            }
        }

        return view;
    }

    private Tensor Encode(int[][] sequences)
    {
        var slots = new long[sequences.Length * backbone.MaxLength];
        for (int row = 0; row < sequences.Length; row++)
        {
            int end = (row + 1) * backbone.MaxLength;
            for (int i = 0; i < sequences[row].Length; i++)
            {
                slots[end - sequences[row].Length + i] = sequences[row][i];
            }
        }

        return backbone.Encode(tensor(slots, [sequences.Length, backbone.MaxLength]));
    }
}
