using SraCl.Cli.Runs;
using SraCl.Cli.Systems;

namespace SraCl.Cli.Grids;

/// <summary>The grid of <c>sracl compare</c>: recommenders, each in several variants.</summary>
internal static class ComparisonGrid
{
    private const string Plain = "plain";
    private const string Text = "text";
    private const string Cross = "cross";
    private const string Intra = "intra";
    private const string Both = "sra-cl";

    /// <summary>The names of the parts that variants are made of, for help and messages.</summary>
    public const string Parts = $"{Plain}: the recommender alone; {Cross}, {Intra}: with one of SRA-CL's losses; {Both}: with both; {Text}: with item vectors that start from the texts', also joined with a loss as in {Text}+{Both}";

    /// <summary>The variants when nothing is said, with neighbors and without.</summary>
    public static (string WithAndWithout, string With, string Without) Presets { get; } = ($"{Plain},{Both}", Both, Plain);

    /// <summary>Makes the grid; a variant is measured against its recommender alone.</summary>
    /// <param name="training">How each run is trained; its output directory holds those of the runs.</param>
    /// <param name="systems">The recommenders.</param>
    /// <param name="variants">The names of the variants, with commas between them.</param>
    /// <param name="contrast">Both losses; null when there are no neighbors.</param>
    /// <param name="seeds">The seeds.</param>
    /// <exception cref="SraClException">A variant is not known, is there twice, or needs neighbors that are not there.</exception>
    public static GridPlan Create(TrainingPlan training, IReadOnlyList<RecommenderSystem> systems, string variants, ContrastPlan? contrast, IReadOnlyList<long> seeds)
    {
        string[] names = variants.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names.Length == 0 || names.Distinct(StringComparer.OrdinalIgnoreCase).Count() != names.Length)
        {
            throw new SraClException($"--variants is '{variants}'; expected at least one and each once, with commas between them. {Parts}.");
        }

        bool hasPlain = names.Contains(Plain, StringComparer.OrdinalIgnoreCase);
        GridVariant[] all = [.. systems.SelectMany(system => names.Select(name => Variant(system, name)))];
        if (all.GroupBy(variant => variant.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new SraClException($"--variants is '{variants}'; '{twice.Key}' is in it under two spellings. Give each variant once.");
        }

        string extra = contrast is null || all.All(variant => variant.Plan.Contrast is null) ? string.Empty : $"; where a variant says so: {contrast.Describe()}";
        return new GridPlan(training.Data, training.Output, all, seeds, $"each recommender's own{extra}");

        GridVariant Variant(RecommenderSystem system, string name)
        {
            string[] parts = name.ToLowerInvariant().Split('+', StringSplitOptions.TrimEntries);
            string? unknown = parts.FirstOrDefault(part => part is not (Plain or Text or Cross or Intra or Both));
            if (unknown is not null || parts.Distinct(StringComparer.Ordinal).Count() != parts.Length || (parts.Length > 1 && parts.Contains(Plain)))
            {
                throw new SraClException($"'{name}' in --variants is not known. {Parts}.");
            }

            bool cross = parts.Contains(Cross) || parts.Contains(Both);
            bool intra = parts.Contains(Intra) || parts.Contains(Both);
            bool text = parts.Contains(Text);
            if ((cross || intra || text) && contrast is null)
            {
                throw new SraClException($"The variant '{name}' reads neighbors or vectors of items. Add --semantics with a directory that 'sracl prepare' wrote, or leave the variant out.");
            }

            bool isPlain = !cross && !intra && !text;
            string parted = string.Join('+', new[] { text ? Text : null, cross && intra ? Both : cross ? Cross : intra ? Intra : null }.OfType<string>());
            return new GridVariant(isPlain ? system.Name : $"{system.Name}+{parted}", training with
            {
                System = system,
                Contrast = cross || intra ? contrast! with { CrossSequence = cross, IntraSequence = intra } : null,
                ItemVectors = text ? contrast!.Semantics : null,
            })
            {
                Baseline = isPlain || !hasPlain ? null : system.Name,
            };
        }
    }
}
