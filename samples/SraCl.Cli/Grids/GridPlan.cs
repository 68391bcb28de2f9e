using SraCl.Cli.Data;
using SraCl.Cli.Runs;
using SraCl.Training.Checkpoints;

namespace SraCl.Cli.Grids;

/// <summary>Variants times seeds: what to train and compare on one data set.</summary>
/// <param name="Data">The data; the same for every run.</param>
/// <param name="Output">The directory; each run has one of its own in it.</param>
/// <param name="Variants">The variants, in the order of the tables.</param>
/// <param name="Seeds">The seeds; the same for every variant.</param>
/// <param name="Losses">The losses in words, for reports.</param>
internal sealed record GridPlan(DataRecipe Data, string Output, IReadOnlyList<GridVariant> Variants, IReadOnlyList<long> Seeds, string Losses)
{
    /// <summary>Gets the neighbors and vectors that the variants read.</summary>
    public IReadOnlyList<SemanticsSource> Sources =>
        [.. Variants.SelectMany(variant => new[] { variant.Plan.Contrast?.Semantics, variant.Plan.ItemVectors }).OfType<SemanticsSource>().Distinct()];

    /// <summary>Makes the plan of one run.</summary>
    /// <param name="variant">The variant.</param>
    /// <param name="seed">The seed.</param>
    public TrainingPlan Run(GridVariant variant, long seed) => variant.Plan with
    {
        Output = Path.Combine(Output, FormattableString.Invariant($"{variant.Name}-{seed}")),
        Replace = true,
        Resume = CheckpointResume.IfAny,
        Training = options =>
        {
            variant.Plan.Training(options);
            options.Seed = seed;
        },
    };
}
