namespace SraCl.Backbones.Objectives;

/// <summary>The configuration of <see cref="SampledSoftmax"/>. The defaults are those of the GRU4Rec authors' code.</summary>
/// <remarks>Source of the values: github.com/hidasib/GRU4Rec_PyTorch_Official, defaults of the class <c>GRU4Rec</c>. Not safe for concurrent writing.</remarks>
public sealed class SampledSoftmaxOptions
{
    /// <summary>Gets or sets which loss is computed.</summary>
    /// <value>The default is <see cref="SampledLoss.CrossEntropy"/> (official <c>loss</c>).</value>
    public SampledLoss Loss { get; set; }

    /// <summary>Gets or sets the number of items drawn for each step besides the batch's own targets, at least 0.</summary>
    /// <value>The default is 2048 (official <c>n_sample</c>).</value>
    public int Samples { get; set; } = 2048;

    /// <summary>Gets or sets the exponent α: items are drawn in proportion to (their number of training events)^α; finite, at least 0. 0 draws all alike, 1 by popularity.</summary>
    /// <value>The default is 0.5 (official <c>sample_alpha</c>).</value>
    public double PopularityExponent { get; set; } = 0.5;

    /// <summary>
    /// Gets or sets how much of the logarithm of an item's frequency is taken off its score in the cross-entropy (logQ correction), in [0, 1];
    /// <see cref="Correction"/> says which frequency.
    /// </summary>
    /// <value>The default is 0, no correction (official <c>logq</c>).</value>
    public double LogQ { get; set; }

    /// <summary>Gets or sets which frequency <see cref="LogQ"/> takes off.</summary>
    /// <value>The default is <see cref="LogQCorrection.Counts"/>, the official code's.</value>
    public LogQCorrection Correction { get; set; }

    /// <summary>Gets or sets the weight λ of BPR-max's penalty on the scores of other items, finite, at least 0.</summary>
    /// <value>The default is 1 (official <c>bpreg</c>).</value>
    public double ScorePenalty { get; set; } = 1;

    /// <summary>Gets or sets the α of the exponential linear unit that BPR-max's scores go through, finite, at least 0; 0 takes scores as they are.</summary>
    /// <value>The default is 0.5 (official <c>elu_param</c>).</value>
    public double Elu { get; set; } = 0.5;

    /// <summary>Gets or sets whether an item that is a sample's own target is left out of the items it competes with, when another sample or the draw brings it.</summary>
    /// <value>The default is false, as in the official code, where such items count as wrong.</value>
    public bool RemoveAccidentalHits { get; set; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="SraClException">A value is out of its range; the message lists all of them.</exception>
    public void Validate()
    {
        var errors = new OptionErrors();
        errors.Defined(Loss);
        errors.Defined(Correction);
        errors.Require(Samples >= 0, Samples, "at least 0");
        errors.NotNegative(PopularityExponent);
        errors.NotNegative(ScorePenalty);
        errors.NotNegative(Elu);
        errors.Require(LogQ is >= 0 and <= 1, LogQ, "a number in [0, 1]");
        if (LogQ > 0 && Loss == SampledLoss.BprMax)
        {
            errors.Add(FormattableString.Invariant(
                $"{nameof(LogQ)} is {LogQ}, but BPR-max has no such correction; set it to 0, or take {nameof(SampledLoss.CrossEntropy)} with AddSampledSoftmax."));
        }

        errors.Throw("The loss over sampled items is not set up right.");
    }
}
