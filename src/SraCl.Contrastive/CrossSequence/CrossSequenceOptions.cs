using SraCl.Contrastive.Losses;

namespace SraCl.Contrastive.CrossSequence;

/// <summary>The configuration of <see cref="CrossSequenceObjective"/>. The defaults are those of the official SRA-CL code.</summary>
public sealed class CrossSequenceOptions
{
    /// <summary>Gets or sets the weight α of the loss in the total (eq. 15), finite and positive.</summary>
    /// <value>The default is 0.1 (official <c>alpha</c>).</value>
    public double Weight { get; set; } = 0.1;

    /// <summary>Gets or sets the number k of nearest neighbors that a positive is made of, at least 1.</summary>
    /// <value>The default is 10 (official <c>k_num</c>).</value>
    public int Neighbors { get; set; } = 10;

    /// <summary>Gets or sets what the positive is made of.</summary>
    /// <value>The default is <see cref="PositiveKind.Synthesized"/>.</value>
    public PositiveKind Positive { get; set; } = PositiveKind.Synthesized;

    /// <summary>
    /// Gets or sets the probability in [0, 1) with which a neighbor's weight is dropped; kept weights are divided by 1 minus it and not normalized
    /// again. Counts for <see cref="PositiveKind.Synthesized"/> alone. It is drawn with the batch, hence in <c>eval()</c> too, where the official code's layer keeps all: to measure
    /// the loss without it, set 0.
    /// </summary>
    /// <value>The default is 0.5, a constant of the official code; the paper has no dropout here, which is 0.</value>
    public double NeighborDropout { get; set; } = 0.5;

    /// <summary>Gets or sets which encoding of the sample's own sequence is compared with the positive.</summary>
    /// <value>The default is <see cref="HistoryPass.Separate"/>, as in the official code; the paper has one h_u.</value>
    public HistoryPass History { get; set; } = HistoryPass.Separate;

    /// <summary>Gets or sets which contrastive loss the sequences and their positives are put to.</summary>
    /// <value>The default is symmetric over 2B rows, dot product, temperature 1, mean; the paper's words for eq. 10 are one-sided.</value>
    public ContrastiveLossOptions Loss { get; set; } = new();

    /// <summary>Gets or sets which samples are no negatives of each other.</summary>
    /// <value>The default is none, as in paper and official code.</value>
    public FalseNegativeRules FalseNegatives { get; set; } = FalseNegativeRules.None;

    /// <summary>Gets or sets the seed of the synthesizer's initial weights.</summary>
    /// <value>The default is 2024 (official <c>seed</c>).</value>
    public long Seed { get; set; } = 2024;

    /// <summary>
    /// Sets what a protocol decides: <see cref="Positive"/>, <see cref="NeighborDropout"/>, <see cref="History"/>, <see cref="Loss"/> and
    /// <see cref="FalseNegatives"/>. Here both protocols are the official code, which are the defaults.
    /// </summary>
    /// <param name="protocol">The protocol.</param>
    public void Use(SraClProtocol protocol)
    {
        Checks.Protocol(protocol);
        Positive = PositiveKind.Synthesized;
        NeighborDropout = 0.5;
        History = HistoryPass.Separate;
        Loss = new ContrastiveLossOptions();
        FalseNegatives = FalseNegativeRules.None;
    }

    /// <summary>Checks every value.</summary>
    /// <exception cref="SraClException">A value is out of its range; the message lists all of them.</exception>
    public void Validate()
    {
        var errors = new OptionErrors();
        Checks.Weight(errors, Weight, "AddCrossSequenceContrast");
        errors.AtLeastOne(Neighbors);
        errors.Probability(NeighborDropout);
        errors.Defined(Positive);
        errors.Defined(History);
        Checks.Loss(errors, Loss, FalseNegatives);
        errors.Throw("The cross-sequence contrast is not set up right.");
    }
}
