namespace SraCl.Backbones.Objectives;

/// <summary>Which items a <see cref="Cloze"/> objective masks. The defaults are those of RecBole 1.2's BERT4Rec.</summary>
public sealed class ClozeOptions
{
    /// <summary>Gets or sets the probability of an item's being masked, in (0, 1]; a sequence that would keep all its items loses one.</summary>
    /// <value>The default is 0.2 (RecBole's <c>mask_ratio</c>). The authors mask 0.6 on Beauty (<c>masked_lm_prob</c>), and 0.2 on MovieLens.</value>
    public double MaskProbability { get; set; } = 0.2;

    /// <summary>Gets or sets the probability that of a sequence only the last item is masked, as when recommending; in [0, 1].</summary>
    /// <value>
    /// The default is 0.5 (RecBole's <c>ft_ratio</c> in <c>BERT4Rec.yaml</c>; its code may read 0 instead). The authors add one such copy to ten others of each
    /// sequence, 1/11 (<c>dupe_factor</c>).
    /// </value>
    public double LastOnlyProbability { get; set; } = 0.5;

    /// <summary>Checks every value.</summary>
    /// <exception cref="SraClException">A value is out of its range; the message lists all of them.</exception>
    public void Validate()
    {
        var errors = new OptionErrors();
        errors.Require(MaskProbability is > 0 and <= 1, MaskProbability, "a probability in (0, 1]");
        errors.Require(LastOnlyProbability is >= 0 and <= 1, LastOnlyProbability, "a probability in [0, 1]");
        errors.Throw("The configuration of the Cloze objective is not valid.");
    }
}
