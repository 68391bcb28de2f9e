using SraCl.Contrastive.CrossSequence;

namespace SraCl.Cli.Runs;

/// <summary>Which variants to train, and with which seeds.</summary>
/// <param name="Base">How each run is trained; its output directory holds those of the runs.</param>
/// <param name="Contrast">The losses with everything on.</param>
/// <param name="Variants">The variants, in the order of the table.</param>
/// <param name="Seeds">The seeds; the same for every variant.</param>
internal sealed record AblationPlan(TrainingPlan Base, ContrastPlan Contrast, IReadOnlyList<AblationVariant> Variants, IReadOnlyList<long> Seeds)
{
    /// <summary>Gets the neighbors that were found without texts; needed for <see cref="AblationVariant.NoSemantic"/>.</summary>
    public SemanticsSource? Collaborative { get; init; }

    /// <summary>Gets the losses in words.</summary>
    public string Losses => $"{Base.Losses} + {Contrast.Describe()}, in each variant those that its name says{(Collaborative is null ? string.Empty : $", in no-semantic on neighbors by {Collaborative.Describe()}")}";

    /// <summary>Gets the neighbors that the variants read.</summary>
    public IReadOnlyList<SemanticsSource> Sources =>
        [.. Variants.Select(variant => Run(variant, Seeds[0]).Contrast?.Semantics).OfType<SemanticsSource>().Distinct()];

    /// <summary>Makes the plan of one run.</summary>
    /// <param name="variant">The variant.</param>
    /// <param name="seed">The seed.</param>
    public TrainingPlan Run(AblationVariant variant, long seed) => Base with
    {
        Output = Path.Combine(Base.Output, $"{ResultJson.Name(variant)}-{seed}"),
        Replace = true,
        Contrast = variant switch
        {
            AblationVariant.None => null,
            AblationVariant.User => Contrast with { IntraSequence = false },
            AblationVariant.Item => Contrast with { CrossSequence = false },
            AblationVariant.Unlearnable => Contrast with { Positive = PositiveKind.RandomNeighbor },
            AblationVariant.NoSemantic => Contrast with { Semantics = Collaborative! },
            _ => Contrast,
        },
        Training = options =>
        {
            Base.Training(options);
            options.Seed = seed;
        },
    };
}
