using SraCl.Contrastive.CrossSequence;

namespace SraCl.Cli.Runs;

/// <summary>Which of SRA-CL's losses join the training, and on which neighbors.</summary>
/// <param name="Semantics">The directory that <c>sracl prepare</c> wrote.</param>
internal sealed record ContrastPlan(string Semantics)
{
    /// <summary>Gets whether the user loss joins.</summary>
    public bool CrossSequence { get; init; } = true;

    /// <summary>Gets whether the item loss joins.</summary>
    public bool IntraSequence { get; init; } = true;

    /// <summary>Gets what the user loss's positives are made of.</summary>
    public PositiveKind Positive { get; init; } = PositiveKind.Synthesized;

    /// <summary>Gets the weight α of the user loss.</summary>
    public double Alpha { get; init; } = 0.1;

    /// <summary>Gets the weight β of the item loss.</summary>
    public double Beta { get; init; } = 0.1;

    /// <summary>Gets the number of neighbors k.</summary>
    public int Neighbors { get; init; } = 10;

    /// <summary>Gets whose reading of the paper the losses follow.</summary>
    public SraClProtocol Protocol { get; init; } = SraClProtocol.Default;

    /// <summary>Adds the losses and the neighbors they read.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="seed">The seed of the run, from which the synthesizer's first weights are drawn too.</param>
    public void AddTo(ISraClBuilder builder, long seed)
    {
        builder.AddSemantics(Semantics);
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
}
