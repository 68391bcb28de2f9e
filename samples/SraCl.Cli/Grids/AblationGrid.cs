using SraCl.Cli.Runs;
using SraCl.Contrastive.CrossSequence;

namespace SraCl.Cli.Grids;

/// <summary>The grid of <c>sracl ablate</c>.</summary>
internal static class AblationGrid
{
    /// <summary>Makes the grid; the first variant is what the others are measured against.</summary>
    /// <param name="training">How each run is trained; its output directory holds those of the runs.</param>
    /// <param name="contrast">The losses with everything on.</param>
    /// <param name="collaborative">The neighbors that were found without texts; needed for <see cref="AblationVariant.NoSemantic"/>.</param>
    /// <param name="variants">The variants.</param>
    /// <param name="seeds">The seeds.</param>
    public static GridPlan Create(TrainingPlan training, ContrastPlan contrast, SemanticsSource? collaborative, IReadOnlyList<AblationVariant> variants, IReadOnlyList<long> seeds)
    {
        string baseline = ResultJson.Name(variants[0]);
        string losses = $"{training.Losses} + {contrast.Describe()}, in each variant those that its name says{(collaborative is null ? string.Empty : $", in no-semantic on neighbors by {collaborative.Describe()}")}";
        return new GridPlan(
            training.Data,
            training.Output,
            [.. variants.Select(variant => new GridVariant(ResultJson.Name(variant), training with { Contrast = Contrast(variant) }) { Baseline = variant == variants[0] ? null : baseline })],
            seeds,
            losses);

        ContrastPlan? Contrast(AblationVariant variant) => variant switch
        {
            AblationVariant.None => null,
            AblationVariant.User => contrast with { IntraSequence = false },
            AblationVariant.Item => contrast with { CrossSequence = false },
            AblationVariant.Unlearnable => contrast with { Positive = PositiveKind.RandomNeighbor },
            AblationVariant.NoSemantic => contrast with { Semantics = collaborative! },
            _ => contrast,
        };
    }
}
