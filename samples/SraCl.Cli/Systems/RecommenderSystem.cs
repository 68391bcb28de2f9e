using SraCl.Backbones.Objectives;
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
        new("transformer", "transformer", CrossEntropy, (builder, shape) => NextItem(builder.AddTransformer(shape.Apply), shape)),
        new("sasrec", "sasrec", CrossEntropy, (builder, shape) => NextItem(builder.AddSasRec(shape.Apply), shape)),
        new("sasrec-original", "sasrec-original", "binary cross-entropy at all positions", (builder, shape) => builder.AddTransformer("sasrec-original", Original(shape)).AddAllPositionBinaryCrossEntropy())
        {
            // An epoch of whole windows has about a sixth of the steps that an epoch of prefixes has on sparse data: so many more epochs are the same budget.
            Training = options => (options.Windows, options.AdamBeta2, options.Epochs, options.Patience) = (TrainingWindows.Shifted, 0.98, 600, 60),
        },
        new("gru4rec", "gru4rec", CrossEntropy, (builder, shape) => NextItem(builder.AddGru4Rec(shape.Apply), shape)),
        new("bert4rec", "bert4rec", "Cloze", (builder, shape) => builder.AddBert4Rec(Bidirectional(shape)).AddCloze(options => options.LastOnlyProbability = 0.8))
        {
            Training = options => options.Patience = 15, // It learns more slowly: its best epoch on Office is the 50th to 70th, where SASRec's is the 20th.
        },
        new("duorec", "transformer", CrossEntropy + " + DuoRec's contrast", (builder, shape) => NextItem(builder.AddTransformer(shape.Apply), shape).AddDuoRecContrast()),
        new("cl4srec", "transformer", CrossEntropy + " + CL4SRec's contrast", (builder, shape) => NextItem(builder.AddTransformer(Masked(shape)), shape).AddCl4SRecContrast()),
    ];

    private static ISraClBuilder NextItem(ISraClBuilder builder, ModelShape shape) => shape.Negatives is { } negatives
        ? builder.AddSampledSoftmax(options =>
        {
            SampledSoftmaxPresets.FullSoftmax(options);
            options.Samples = negatives;
        })
        : builder.AddNextItemCrossEntropy();

    private static Action<TransformerOptions> Original(ModelShape shape) => options =>
    {
        TransformerPresets.SasRecOriginal(options);
        shape.Apply(options);
    };

    // Chosen by validation on Office (newest 20 items, seed 1, MRR@10). RecBole's network and masks: .036. The authors' network and RecBole's masks, positions counted from the
    // newest item, where the mask is when recommending: .043; hidden dropout 0.3: .046; four samples in five masked at the end alone: .047 with 0.5, .047 with 0.4.
    private static Action<TransformerOptions> Bidirectional(ModelShape shape) => options =>
    {
        TransformerPresets.Bert4RecOriginal(options);
        options.HiddenDropout = 0.4;
        options.Positions = PositionOrder.FromNewest;
        shape.Apply(options);
    };

    private static Action<TransformerOptions> Masked(ModelShape shape) => options =>
    {
        shape.Apply(options);
        options.MaskToken = true;
    };

    /// <summary>Names the losses of a system as it is trained.</summary>
    /// <param name="shape">What the command line gives.</param>
    public string LossesOf(ModelShape shape) =>
        shape.Negatives is { } negatives ? Losses.Replace(CrossEntropy, FormattableString.Invariant($"sampled softmax ({negatives} negatives, logQ)"), StringComparison.Ordinal) : Losses;

    /// <summary>Checks that the system has what the command line asks for.</summary>
    /// <param name="shape">What the command line gives.</param>
    /// <exception cref="SraClException">The main loss takes no negatives, or their number is not positive.</exception>
    public void Check(ModelShape shape)
    {
        if (shape.Negatives is < 1)
        {
            throw new SraClException($"--negatives is {shape.Negatives}; expected at least 1. Leave it out for the softmax over the whole catalogue.");
        }

        if (shape.Negatives is not null && !Losses.StartsWith(CrossEntropy, StringComparison.Ordinal))
        {
            throw new SraClException($"--negatives is for the {CrossEntropy}, but '{Name}' has the loss '{Losses}'. Leave it out, or take another backbone.");
        }
    }

    /// <summary>Gets the names of all systems, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(system => system.Name));

    /// <summary>Finds a system.</summary>
    /// <param name="name">Its name; case does not matter.</param>
    /// <exception cref="SraClException">There is no such system.</exception>
    public static RecommenderSystem Find(string name) => All.FirstOrDefault(system => string.Equals(system.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new SraClException($"There is no backbone '{name}'. Expected one of: {Names}.");
}
