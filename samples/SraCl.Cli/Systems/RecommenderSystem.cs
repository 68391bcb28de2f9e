using SraCl.Training.Fitting;

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
    ];

    /// <summary>Gets the names of all systems, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(system => system.Name));

    /// <summary>Finds a system.</summary>
    /// <param name="name">Its name; case does not matter.</param>
    /// <exception cref="SraClException">There is no such system.</exception>
    public static RecommenderSystem Find(string name) => All.FirstOrDefault(system => string.Equals(system.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new SraClException($"There is no backbone '{name}'. Expected one of: {Names}.");
}
