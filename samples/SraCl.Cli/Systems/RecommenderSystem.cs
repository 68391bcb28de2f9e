using SraCl.Backbones.Transformers;
using SraCl.Training.Fitting;
using SraCl.Training.Windows;

namespace SraCl.Cli.Systems;

/// <summary>A recommender by the name that the field knows it by: a backbone, its own losses, and how it is trained where that differs.</summary>
/// <param name="Name">The name on command lines and in results.</param>
/// <param name="Backbone">The name of the backbone, as models are saved under.</param>
/// <param name="Losses">Its own losses, in words.</param>
/// <param name="Register">Adds backbone and losses to a builder, with sizes as the command line gives them.</param>
internal sealed record RecommenderSystem(string Name, string Backbone, string Losses, Action<ISraClBuilder, ModelShape> Register)
{
    private const string CrossEntropy = "next-item cross-entropy";

    /// <summary>Gets how it is trained, where that differs from the defaults.</summary>
    public Action<TrainerOptions> Training { get; init; } = _ => { };

    /// <summary>Gets all systems.</summary>
    public static IReadOnlyList<RecommenderSystem> All { get; } =
    [
        new("transformer", "transformer", CrossEntropy, (builder, shape) => builder.AddTransformer(shape.Apply).AddNextItemCrossEntropy()),
        new("sasrec", "sasrec", CrossEntropy, (builder, shape) => builder.AddSasRec(shape.Apply).AddNextItemCrossEntropy()),
        new("sasrec-original", "sasrec-original", "binary cross-entropy at all positions", (builder, shape) => builder.AddTransformer("sasrec-original", Original(shape)).AddAllPositionBinaryCrossEntropy())
        {
            // An epoch of whole windows has about a sixth of the steps that an epoch of prefixes has on sparse data: so many more epochs are the same budget.
            Training = options => (options.Windows, options.AdamBeta2, options.Epochs, options.Patience) = (TrainingWindows.Shifted, 0.98, 600, 60),
        },
        new("gru4rec", "gru4rec", CrossEntropy, (builder, shape) => builder.AddGru4Rec(shape.Apply).AddNextItemCrossEntropy()),
        new("bert4rec", "bert4rec", "Cloze", (builder, shape) => builder.AddBert4Rec(shape.Apply).AddCloze()),
        new("duorec", "transformer", CrossEntropy + " + DuoRec's contrast", (builder, shape) => builder.AddTransformer(shape.Apply).AddNextItemCrossEntropy().AddDuoRecContrast()),
        new("cl4srec", "transformer", CrossEntropy + " + CL4SRec's contrast", (builder, shape) => builder.AddTransformer(Masked(shape)).AddNextItemCrossEntropy().AddCl4SRecContrast()),
    ];

    private static Action<TransformerOptions> Original(ModelShape shape) => options =>
    {
        TransformerPresets.SasRecOriginal(options);
        shape.Apply(options);
    };

    private static Action<TransformerOptions> Masked(ModelShape shape) => options =>
    {
        shape.Apply(options);
        options.MaskToken = true;
    };

    /// <summary>Gets the names of all systems, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(system => system.Name));

    /// <summary>Finds a system.</summary>
    /// <param name="name">Its name; case does not matter.</param>
    /// <exception cref="SraClException">There is no such system.</exception>
    public static RecommenderSystem Find(string name) => All.FirstOrDefault(system => string.Equals(system.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new SraClException($"There is no backbone '{name}'. Expected one of: {Names}.");
}
