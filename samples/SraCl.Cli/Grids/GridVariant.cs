using SraCl.Cli.Runs;

namespace SraCl.Cli.Grids;

/// <summary>A way of training that a grid repeats over its seeds and compares.</summary>
/// <param name="Name">Its name in tables, results and directories.</param>
/// <param name="Plan">How it is trained, whatever the seed and the directory.</param>
internal sealed record GridVariant(string Name, TrainingPlan Plan)
{
    /// <summary>Gets the name of the variant that it is measured against; null for none.</summary>
    public string? Baseline { get; init; }
}
