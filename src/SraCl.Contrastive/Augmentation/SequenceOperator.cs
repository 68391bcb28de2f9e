namespace SraCl.Contrastive.Augmentation;

/// <summary>What is done to a sequence to make a view of it.</summary>
internal enum SequenceOperator
{
    Crop,
    Mask,
    Reorder,
}
