using SraCl.Training.Evaluation;
using SraCl.Training.Windows;

namespace SraCl.Training.Fitting;

/// <summary>How a backbone is trained. The defaults are those of the SRA-CL paper's official code unless said otherwise.</summary>
public sealed class TrainerOptions
{
    /// <summary>Gets or sets the largest number of epochs, at least 1.</summary>
    /// <value>The default is 100 (official).</value>
    public int Epochs { get; set; } = 100;

    /// <summary>Gets or sets the number of samples a step, at least 1; the last, smaller batch of an epoch is kept.</summary>
    /// <value>The default is 256 (official).</value>
    public int BatchSize { get; set; } = 256;

    /// <summary>Gets or sets Adam's learning rate, positive.</summary>
    /// <value>The default is 0.001 (official).</value>
    public double LearningRate { get; set; } = 0.001;

    /// <summary>Gets or sets the decay β₂ of Adam's mean of squared gradients, in [0, 1).</summary>
    /// <value>The default is 0.999 (official; Adam's own). SASRec's authors use 0.98.</value>
    public double AdamBeta2 { get; set; } = 0.999;

    /// <summary>Gets or sets the L2 penalty that Adam adds to the gradient, 0 or more.</summary>
    /// <value>The default is 0 (official).</value>
    public double WeightDecay { get; set; }

    /// <summary>Gets or sets the largest norm of the gradient of all parameters together; larger ones are scaled down. Null for no limit.</summary>
    /// <value>The default is null (official).</value>
    public double? GradientClipNorm { get; set; }

    /// <summary>Gets or sets how sequences become training samples.</summary>
    /// <value>The default is <see cref="TrainingWindows.AllPrefixes"/> (official).</value>
    public TrainingWindows Windows { get; set; } = TrainingWindows.AllPrefixes;

    /// <summary>Gets or sets the seed of everything random: initial weights, order of samples, dropout, batch fields. The same seed gives the same run on the same CPU.</summary>
    /// <value>The default is 2024 (official).</value>
    public long Seed { get; set; } = 2024;

    /// <summary>Gets or sets the validation metric that selects the best epoch, such as <c>MRR@10</c> or <c>NDCG@20</c>.</summary>
    /// <value>The default is <c>MRR@10</c> (official).</value>
    public string SelectionMetric { get; set; } = "MRR@10";

    /// <summary>Gets or sets when a score counts as better.</summary>
    /// <value>The default is <see cref="SelectionRule.Official"/>.</value>
    public SelectionRule SelectionRule { get; set; } = SelectionRule.Official;

    /// <summary>Gets or sets by how much a score must exceed the best one under <see cref="SelectionRule.MinDelta"/>, 0 or more; ignored by the official rule.</summary>
    /// <value>The default is 0.</value>
    public double MinDelta { get; set; }

    /// <summary>Gets or sets the number of validations in a row that may bring nothing better; the run ends at the next one. 0 or more.</summary>
    /// <value>The default is 10 (official: the run ends at the 11th).</value>
    public int Patience { get; set; } = 10;

    /// <summary>Gets or sets how many batches are prepared ahead of the step on other threads; 0 prepares each when it is needed. Changes speed, never results.</summary>
    /// <value>The default is 4 (ours).</value>
    public int PrefetchBatches { get; set; } = 4;

    /// <summary>
    /// Gets or sets how many threads take their part of a step through the backbone side by side, at least 1. Counts on the CPU and for
    /// backbones that can do it (<see cref="Modeling.IConcurrentBackbone"/>); their operators then run on one thread each. A run is repeatable for the same number.
    /// </summary>
    /// <value>The default is null: as many as torch has threads (<c>torch.get_num_threads()</c>).</value>
    public int? EncodingThreads { get; set; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="SraClException">A value is out of its range; the message lists all of them.</exception>
    public void Validate()
    {
        var errors = new OptionErrors();
        errors.AtLeastOne(Epochs);
        errors.AtLeastOne(BatchSize);
        errors.Positive(LearningRate);
        errors.Require(AdamBeta2 is >= 0 and < 1, AdamBeta2, "a number in [0, 1)");
        errors.NotNegative(WeightDecay);
        errors.Require(GradientClipNorm is null or > 0, GradientClipNorm, "a positive number or none");
        errors.Defined(Windows);
        errors.Require(MetricName.TryParse(SelectionMetric, out _), SelectionMetric is null ? "null" : $"'{SelectionMetric}'", "a metric: HR, NDCG, MRR, Recall or MAP, an @, and a cut-off of at least 1, such as MRR@10", nameof(SelectionMetric));
        errors.Defined(SelectionRule);
        errors.NotNegative(MinDelta);
        errors.Require(Patience >= 0, Patience, "0 or more");
        errors.Require(PrefetchBatches >= 0, PrefetchBatches, "0 or more");
        errors.Require(EncodingThreads is null or >= 1, EncodingThreads, "at least 1, or none");
        errors.Throw("The training configuration is not valid.");
    }
}
