using System.Globalization;
using System.Text.Json.Nodes;
using SraCl.Contrastive.CrossSequence;

namespace SraCl.Cli.Runs;

/// <summary>Which of SRA-CL's losses join the training, and on which neighbors.</summary>
/// <param name="Semantics">The neighbors.</param>
internal sealed record ContrastPlan(SemanticsSource Semantics)
{
    /// <summary>The weight α of the user loss when none is given.</summary>
    public const double DefaultAlpha = 0.1;

    /// <summary>The weight β of the item loss when none is given.</summary>
    public const double DefaultBeta = 0.1;

    /// <summary>The number of neighbors k when none is given.</summary>
    public const int DefaultNeighbors = 10;

    /// <summary>Gets whether the user loss joins.</summary>
    public bool CrossSequence { get; init; } = true;

    /// <summary>Gets whether the item loss joins.</summary>
    public bool IntraSequence { get; init; } = true;

    /// <summary>Gets what the user loss's positives are made of.</summary>
    public PositiveKind Positive { get; init; } = PositiveKind.Synthesized;

    /// <summary>Gets the weight α of the user loss.</summary>
    public double Alpha { get; init; } = DefaultAlpha;

    /// <summary>Gets the weight β of the item loss.</summary>
    public double Beta { get; init; } = DefaultBeta;

    /// <summary>Gets the number of neighbors k.</summary>
    public int Neighbors { get; init; } = DefaultNeighbors;

    /// <summary>Gets whose reading of the paper the losses follow.</summary>
    public SraClProtocol Protocol { get; init; } = SraClProtocol.Default;

    /// <summary>Adds the losses and the neighbors they read.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="seed">The seed of the run, from which the synthesizer's first weights are drawn too.</param>
    public void AddTo(ISraClBuilder builder, long seed)
    {
        builder.AddSemantics(Semantics.Path);
        if (CrossSequence)
        {
            builder.AddCrossSequenceContrast(options =>
            {
                options.Use(Protocol);
                options.Weight = Alpha;
                options.Neighbors = Neighbors;
                options.Positive = Positive;
                options.Seed = seed;
            });
        }

        if (IntraSequence)
        {
            builder.AddIntraSequenceContrast(options =>
            {
                options.Use(Protocol);
                options.Weight = Beta;
                options.Substitution = options.Substitution with { Neighbors = Neighbors };
            });
        }
    }

    /// <summary>Says in words which losses join, with their weights and what they read.</summary>
    public string Describe()
    {
        string user = CrossSequence ? Invariant($"{Alpha} user loss{(Positive == PositiveKind.RandomNeighbor ? " on a random neighbor" : string.Empty)}") : string.Empty;
        string item = IntraSequence ? Invariant($"{Beta} item loss") : string.Empty;
        string losses = string.Join(" + ", new[] { user, item }.Where(loss => loss.Length > 0));
        return Invariant($"{losses} (k = {Neighbors}, {ResultJson.Name(Protocol)} protocol; neighbors by {Semantics.Describe()})");
    }

    /// <summary>Makes the form that is saved with a model.</summary>
    public JsonObject ToJson() => new()
    {
        ["alpha"] = CrossSequence ? Alpha : null,
        ["beta"] = IntraSequence ? Beta : null,
        ["k"] = Neighbors,
        ["protocol"] = ResultJson.Name(Protocol),
        ["positive"] = CrossSequence ? ResultJson.Name(Positive) : null,
        ["semantics"] = new JsonObject
        {
            ["directory"] = Path.GetFullPath(Semantics.Path),
            ["protocol"] = ResultJson.Name(Semantics.Manifest.Protocol),
            ["itemEmbedder"] = Semantics.Manifest.Details.ItemEmbedder,
            ["sequenceEmbedder"] = Semantics.Manifest.Details.SequenceEmbedder,
            ["datasetFingerprint"] = Semantics.Manifest.Details.DatasetFingerprint,
        },
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
