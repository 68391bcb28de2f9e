namespace SraCl.Backbones.Objectives;

/// <summary>Which frequency of an item the logQ correction of <see cref="SampledSoftmax"/> takes off its score.</summary>
public enum LogQCorrection
{
    /// <summary>
    /// The number of training events for targets of the batch, a sample's own among them, and that number^α for drawn items. GRU4Rec's: it corrects for
    /// popularity, but the result depends on how many items are drawn.
    /// </summary>
    Counts,

    /// <summary>
    /// How often the item is expected among a sample's competitors: (B − 1) · (its share of the events) + S · (the probability of drawing it), for both kinds
    /// of competitors alike; nothing for a sample's own target. Importance sampling (Bengio and Senécal, IEEE Trans. Neural Networks 2008; for the targets
    /// of a batch Yi et al., RecSys 2019): the competitors' sum of exponentials then has the sum over all other items as its expected value, as long as
    /// <see cref="SampledSoftmaxOptions.LogQ"/> is 1 and accidental hits are removed. Items without a training event are never among them.
    /// </summary>
    ExpectedCompetitors,
}
