using SraCl.Contrastive.Losses;

namespace SraCl.Contrastive.SameTarget;

/// <summary>The configuration of <see cref="DuoRecObjective"/>. The defaults are those of the authors' code.</summary>
/// <remarks>Source of the values: github.com/RuihongQiu/DuoRec, <c>seq.yaml</c>, <c>recbole/model/sequential_recommender/duorec.py</c>. Not safe for concurrent writing.</remarks>
public sealed class DuoRecOptions
{
    /// <summary>Gets or sets the weight of the loss in the total, finite and positive; in <see cref="DuoRecPairs.Both"/> of each of the two.</summary>
    /// <value>The default is 0.1 (official <c>lmd</c> and <c>lmd_sem</c>).</value>
    public double Weight { get; set; } = 0.1;

    /// <summary>Gets or sets which encodings are brought together.</summary>
    /// <value>The default is <see cref="DuoRecPairs.DropoutAndSameTarget"/> (official <c>contrast: us_x</c>).</value>
    public DuoRecPairs Pairs { get; set; }

    /// <summary>Gets or sets which contrastive loss the pairs are put to.</summary>
    /// <value>The default is symmetric over 2B rows, dot product, temperature 1, mean, as in the official code (<c>sim: dot</c>, <c>tau: 1</c>).</value>
    public ContrastiveLossOptions Loss { get; set; } = new();

    /// <summary>Gets or sets which samples are no negatives of each other.</summary>
    /// <value>
    /// The default is none, as in the official code, where samples of the same target push each other away unless the one is the other's positive;
    /// <see cref="FalseNegativeRules.SameTarget"/> leaves them out.
    /// </value>
    public FalseNegativeRules FalseNegatives { get; set; } = FalseNegativeRules.None;

    /// <summary>Checks every value.</summary>
    /// <exception cref="SraClException">A value is out of its range; the message lists all of them.</exception>
    public void Validate()
    {
        var errors = new OptionErrors();
        Checks.Weight(errors, Weight, "AddDuoRecContrast");
        errors.Defined(Pairs);
        Checks.Loss(errors, Loss, FalseNegatives);
        errors.Throw("The DuoRec contrast is not set up right.");
    }
}
