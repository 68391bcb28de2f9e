using SraCl.Cli.Data;
using SraCl.Cli.Systems;
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

    /// <summary>Gets which contrastive losses join; null for none.</summary>
    public ContrastPlan? Contrast { get; init; }

    /// <summary>Gets the vectors that the item table starts from; null for random ones.</summary>
    public SemanticsSource? ItemVectors { get; init; }

    /// <summary>Gets the losses in words.</summary>
    public string Losses => $"{System.LossesOf(Shape)}{(Contrast is null ? string.Empty : $" + {Contrast.Describe()}")}{(ItemVectors is null ? string.Empty : $"; item vectors start from {ItemVectors.Manifest.Details.ItemEmbedder}")}";

    /// <summary>Gets the configuration of the training, on top of the recommender's own.</summary>
    public Action<TrainerOptions> Training { get; init; } = _ => { };

    /// <summary>Gets the configuration of validation and test.</summary>
    public Action<EvaluationOptions> Evaluation { get; init; } = _ => { };
}
