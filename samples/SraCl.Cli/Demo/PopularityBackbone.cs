using SraCl.Modeling;
using SraCl.Splits;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SraCl.Cli.Demo;

/// <summary>
/// The baseline that every recommender must beat: an item's score is the number of its training events, whatever the history. As a
/// backbone of width 1 it is ranked by the very code that ranks the model.
/// </summary>
internal sealed class PopularityBackbone : nn.Module<Tensor, Tensor>, ISequenceBackbone
{
    private readonly Parameter _counts;

    /// <summary>Counts the training events of every item.</summary>
    /// <param name="train">The training split.</param>
    public PopularityBackbone(TrainingSplit train)
        : base(nameof(PopularityBackbone))
    {
        float[] events = new float[train.ItemCount];
        for (int user = 0; user < train.Sequences.Count; user++)
        {
            foreach (int item in train.Sequences[user])
            {
                events[item - 1]++;
            }
        }

        _counts = nn.Parameter(tensor(events, [train.ItemCount, 1]), requires_grad: false); // [N, 1]
        _counts.DetachFromDisposeScope();
        RegisterComponents();
        ItemCount = train.ItemCount;
    }

    /// <inheritdoc/>
    public nn.Module Module => this;

    /// <inheritdoc/>
    public int ItemCount { get; }

    /// <inheritdoc/>
    public int HiddenSize => 1;

    /// <inheritdoc/>
    public int MaxLength => 1;

    /// <inheritdoc/>
    public override Tensor forward(Tensor items) => ones(items.size(0), 1, device: _counts.device); // [B, 1]

    /// <inheritdoc/>
    public Tensor Encode(Tensor items) => call(items);

    /// <inheritdoc/>
    public Tensor ItemVectors() => _counts;
}
