namespace SraCl.Backbones.Objectives;

/// <summary>Configurations of <see cref="SampledSoftmax"/>: <c>AddSampledSoftmax(SampledSoftmaxPresets.FullSoftmax)</c>. None is for <c>AddBprMax</c>.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public static class SampledSoftmaxPresets
{
    /// <summary>
    /// Sets an estimate of the full softmax, for catalogues that are too large for it: the correction by expected numbers of competitors, in full, and without
    /// accidental hits. How many items are drawn and how stays as it is.
    /// </summary>
    /// <param name="options">The configuration to change.</param>
    public static void FullSoftmax(SampledSoftmaxOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Loss = SampledLoss.CrossEntropy;
        options.LogQ = 1;
        options.Correction = LogQCorrection.ExpectedCompetitors;
        options.RemoveAccidentalHits = true;
    }
}
