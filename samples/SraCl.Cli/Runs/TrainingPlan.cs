using SraCl.Cli.Data;
using SraCl.Cli.Systems;
using SraCl.Training.Checkpoints;
using SraCl.Training.Evaluation;
using SraCl.Training.Fitting;

namespace SraCl.Cli.Runs;

/// <summary>What to train, on what, and where to save it.</summary>
/// <param name="Data">The data.</param>
/// <param name="Output">The model directory.</param>
internal sealed record TrainingPlan(DataRecipe Data, string Output)
{
    /// <summary>Gets which recommender is trained.</summary>
    public RecommenderSystem System { get; init; } = RecommenderSystem.Find("transformer");

    /// <summary>Gets how large it is.</summary>
    public ModelShape Shape { get; init; } = new();

    /// <summary>Gets the device's name.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Gets whether a model in the directory is replaced.</summary>
    public bool Replace { get; init; }

    /// <summary>Gets how often the state of the run is saved; null for never.</summary>
    public TimeSpan? CheckpointInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets what happens to an unfinished run in the directory.</summary>
    public CheckpointResume Resume { get; init; } = CheckpointResume.Never;

    /// <summary>Gets whether an older checkpoint is used where the newest is damaged.</summary>
    public bool AllowOlderCheckpoint { get; init; }

    /// <summary>Gets the directory that TensorBoard's event files are written to; null for none.</summary>
    public string? TensorBoard { get; init; }

    /// <summary>Gets which contrastive losses join; null for none.</summary>
    public ContrastPlan? Contrast { get; init; }

    /// <summary>Gets the vectors that the item table starts from; null for random ones.</summary>
    public SemanticsSource? ItemVectors { get; init; }

    /// <summary>Gets the losses in words.</summary>
    public string Losses => $"{System.LossesOf(Shape)}{(Contrast is null ? string.Empty : $" + {Contrast.Describe()}")}{(ItemVectors is null ? string.Empty : $"; item vectors start from {ItemVectors.Manifest.Details.ItemEmbedder}")}";

    /// <summary>Gets whether the model is measured on the test split in the end.</summary>
    public bool IsTested { get; init; } = true;

    /// <summary>Gets the configuration of the training, on top of the recommender's own.</summary>
    public Action<TrainerOptions> Training { get; init; } = _ => { };

    /// <summary>Gets the configuration of validation and test.</summary>
    public Action<EvaluationOptions> Evaluation { get; init; } = _ => { };
}
