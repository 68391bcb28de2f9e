using SraCl.Encoders;
using SraCl.Modeling;

namespace SraCl.Testing;

/// <summary>What <see cref="BackboneContract"/> looks at.</summary>
public enum BackboneProperty
{
    /// <summary>Numbers of items, units and slots are positive, and <see cref="ISequenceBackbone.Encode"/> gives <c>[B, D]</c>.</summary>
    Sizes,

    /// <summary><see cref="ISequenceBackbone.ItemVectors"/> is <c>[N, D]</c>, finite, with gradient, and <see cref="ISequenceBackbone.ItemTables"/> has one row an item.</summary>
    ItemVectors,

    /// <summary><see cref="ISequenceBackbone.ItemBiases"/> is null or <c>[N]</c>, finite, with gradient.</summary>
    ItemBiases,

    /// <summary><see cref="ISequenceBackbone.MaskToken"/> is null or behind the last item, and can be encoded.</summary>
    MaskToken,

    /// <summary>More padding before a sequence does not change its representation or the states of its items.</summary>
    PaddingInvariance,

    /// <summary>
    /// A sequence of <see cref="ISequenceBackbone.MaxLength"/> items can be encoded, and a longer one that <see cref="SequenceEncoder"/> cuts gets the representation of its
    /// newest items.
    /// </summary>
    CropInvariance,

    /// <summary>Later items do not change the states of earlier ones.</summary>
    Causality,

    /// <summary>Other sequences of a call do not change a sequence's representation.</summary>
    BatchInvariance,

    /// <summary>Rows of padding alone give finite numbers and gradients.</summary>
    PaddingRows,

    /// <summary>The scores of items depend on every parameter.</summary>
    Gradients,

    /// <summary>Everything that decides on the results is in the module's state, and comes back with it.</summary>
    SaveAndLoad,

    /// <summary>Dropout acts in training and not in evaluation.</summary>
    Dropout,

    /// <summary>The same seed gives the same weights and results.</summary>
    Repeatability,

    /// <summary>An <see cref="IPackedBackbone"/> gives the same packed and padded.</summary>
    Packing,

    /// <summary>
    /// The replica of an <see cref="IConcurrentBackbone"/> has parameters of its own, of the same names and shapes in the same order, and gives the same with the same values; what
    /// it draws depends on its <see cref="DropoutSource"/> alone.
    /// </summary>
    Replica,

    /// <summary>The module can be moved to every device that is there, and back.</summary>
    Devices,
}
