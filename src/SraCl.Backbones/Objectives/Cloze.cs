using SraCl.Batching;
using SraCl.Encoders;
using SraCl.Modeling;
using SraCl.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Backbones.Objectives;

/// <summary>BERT4Rec's loss: items of a sequence are masked and predicted from the others.</summary>
/// <remarks>
/// <para>
/// L = mean over all masked places of all samples of −log softmax(h · Eᵀ + b)[masked item], over the items 1..N (Sun et al., section 3.6). A sample's sequence is its
/// history and its target, the newest <see cref="ISequenceBackbone.MaxLength"/> of them; masks are drawn anew in every epoch. Each place is masked by itself, as in
/// RecBole, where the authors mask a fixed share; a masked place always holds the mask token, as with their <c>mask_prob</c> of 1.
/// </para>
/// <para>
/// Works with every kind of training windows; <c>TrainingWindows.Shifted</c> is nearest to the authors' (each part of a sequence once, where theirs overlap), all
/// prefixes are what RecBole trains on. Immutable, hence safe for concurrent use.
/// </para>
/// </remarks>
public sealed class Cloze : IObjective
{
    private readonly ClozeLabelsField _labels;
    private readonly EncodingRequest _states;

    /// <summary>Creates the objective.</summary>
    /// <param name="maskToken">The backbone's <see cref="ISequenceBackbone.MaskToken"/>.</param>
    /// <param name="options">What is masked; read once.</param>
    /// <exception cref="SraClException">The configuration is not valid.</exception>
    public Cloze(int maskToken, ClozeOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maskToken, 1);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var mask = new ClozeMask(options);
        _labels = new ClozeLabelsField(mask);
        _states = new EncodingRequest(new ClozeSequencesField(mask, maskToken), EncodingOutput.Positions);
        Fields = [_labels];
        Encodings = [_states];
    }

    /// <inheritdoc/>
    public string Name => "cloze";

    /// <inheritdoc/>
    public IReadOnlyList<BatchField> Fields { get; }

    /// <inheritdoc/>
    public IReadOnlyList<EncodingRequest> Encodings { get; }

    /// <inheritdoc/>
    public Tensor Compute(TrainingStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        (int[] places, int[] items) = Masked(step.Batch.Get(_labels).Values);
        using DisposeScope scope = NewDisposeScope();
        Tensor vectors = ItemScoring.Vectors(step.Backbone); // [N, D]
        Tensor masked = step.Encoding(_states).index_select(0, step.Ids(places)); // [M, D]
        Tensor states = ItemScoring.Representations(masked, vectors);
        return CatalogueCrossEntropy.Compute(states, vectors, step.Ids(items) - 1L, step.ForEach).MoveToOuterDisposeScope();
    }

    private static (int[] Places, int[] Items) Masked(ReadOnlySpan<int> labels)
    {
        int count = labels.Length - labels.Count(0);
        var places = new int[count];
        var items = new int[count];
        int next = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] != 0)
            {
                places[next] = i;
                items[next++] = labels[i];
            }
        }

        return (places, items);
    }
}
