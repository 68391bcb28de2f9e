using SraCl.Contrastive.Losses;
using SraCl.Contrastive.Views;

namespace SraCl.Contrastive.IntraSequence;

/// <summary>
/// The configuration of <see cref="IntraSequenceObjective"/>. The defaults are those of the official SRA-CL code but for
/// <see cref="SubstitutionOptions.Padding"/>.
/// </summary>
public sealed class IntraSequenceOptions
{
    /// <summary>Gets or sets the weight β of the loss in the total (eq. 15), finite and positive.</summary>
    /// <value>The default is 0.1 (official <c>beta</c>).</value>
    public double Weight { get; set; } = 0.1;

    /// <summary>Gets or sets how the two views are made.</summary>
    public SubstitutionOptions Substitution { get; set; } = new();

    /// <summary>Gets or sets which contrastive loss the views are put to.</summary>
    /// <value>The default is symmetric over 2B rows, dot product, temperature 1, mean; the paper's eq. 14 sums its two directions.</value>
    public ContrastiveLossOptions Loss { get; set; } = new();

    /// <summary>Gets or sets which samples are no negatives of each other.</summary>
    /// <value>The default is none, as in paper and official code.</value>
    public FalseNegativeRules FalseNegatives { get; set; } = FalseNegativeRules.None;

    /// <summary>
    /// Sets what a protocol decides: how views are made, but for the number of neighbors, <see cref="Loss"/> and <see cref="FalseNegatives"/>. The
    /// protocols differ in <see cref="SubstitutionOptions.Padding"/>.
    /// </summary>
    /// <param name="protocol">The protocol.</param>
    public void Use(SraClProtocol protocol)
    {
        Checks.Protocol(protocol);
        Substitution = new SubstitutionOptions
        {
            Neighbors = Substitution.Neighbors,
            Padding = protocol == SraClProtocol.Official ? PaddingNeighborRule.Draw : PaddingNeighborRule.Skip,
        };
        Loss = new ContrastiveLossOptions();
        FalseNegatives = FalseNegativeRules.None;
    }

    /// <summary>Checks every value.</summary>
    /// <exception cref="SraClException">A value is out of its range; the message lists all of them.</exception>
    public void Validate()
    {
        var errors = new OptionErrors();
        Checks.Weight(errors, Weight, "AddIntraSequenceContrast");
        Substitution.Check(errors);
        Checks.Loss(errors, Loss, FalseNegatives);
        errors.Throw("The intra-sequence contrast is not set up right.");
    }
}
