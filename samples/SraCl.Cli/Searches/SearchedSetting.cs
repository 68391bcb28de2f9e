using SraCl.Cli.Runs;
using SraCl.Cli.Systems;
using SraCl.Training.Fitting;

namespace SraCl.Cli.Searches;

/// <summary>A number of a training that <c>sracl search</c> can vary.</summary>
/// <param name="Name">The option of <c>sracl train</c> that sets it.</param>
/// <param name="Description">What it is.</param>
/// <param name="Apply">Sets it.</param>
internal sealed record SearchedSetting(string Name, string Description, Func<TrainingPlan, double, TrainingPlan> Apply)
{
    /// <summary>Gets whether its values are whole numbers.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Gets whether it is one of the contrastive losses'.</summary>
    public bool IsOfContrast { get; init; }

    /// <summary>Gets all of them.</summary>
    public static IReadOnlyList<SearchedSetting> All { get; } =
    [
        Contrast("--alpha", "The weight of the cross-sequence (user) loss", whole: false, (contrast, value) => contrast with { Alpha = value }),
        Contrast("--beta", "The weight of the intra-sequence (item) loss", whole: false, (contrast, value) => contrast with { Beta = value }),
        Contrast("--k", "How many nearest neighbors the losses use", whole: true, (contrast, value) => contrast with { Neighbors = (int)value }),
        Fitting("--learning-rate", "Adam's learning rate", whole: false, (options, value) => options.LearningRate = value),
        Fitting("--weight-decay", "Adam's L2 penalty", whole: false, (options, value) => options.WeightDecay = value),
        Fitting("--clip-norm", "The norm that gradients are scaled down to", whole: false, (options, value) => options.GradientClipNorm = value),
        Fitting("--batch-size", "Samples a step", whole: true, (options, value) => options.BatchSize = (int)value),
        Shape("--dropout", "The dropout probability, everywhere", whole: false, (shape, value) => shape with { Dropout = value }),
        Shape("--max-length", "How many of a user's newest items the model sees", whole: true, (shape, value) => shape with { MaxLength = (int)value }),
        Shape("--hidden-size", "The width of item vectors and representations", whole: true, (shape, value) => shape with { HiddenSize = (int)value }),
        Shape("--inner-size", "The inner width of feed-forward parts or of a recurrence", whole: true, (shape, value) => shape with { InnerSize = (int)value }),
        Shape("--layers", "The number of blocks or recurrent layers", whole: true, (shape, value) => shape with { Layers = (int)value }),
        Shape("--heads", "The number of attention heads", whole: true, (shape, value) => shape with { Heads = (int)value }),
    ];

    private static SearchedSetting Contrast(string name, string description, bool whole, Func<ContrastPlan, double, ContrastPlan> set) =>
        new(name, description, (plan, value) => plan with { Contrast = set(plan.Contrast!, value) }) { IsWhole = whole, IsOfContrast = true };

    private static SearchedSetting Shape(string name, string description, bool whole, Func<ModelShape, double, ModelShape> set) =>
        new(name, description, (plan, value) => plan with { Shape = set(plan.Shape, value) }) { IsWhole = whole };

    private static SearchedSetting Fitting(string name, string description, bool whole, Action<TrainerOptions, double> set) => new(
        name,
        description,
        (plan, value) => plan with
        {
            Training = options =>
            {
                plan.Training(options);
                set(options, value);
            },
        })
    {
        IsWhole = whole,
    };
}
