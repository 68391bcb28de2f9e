using SraCl.Cli.Runs;
using SraCl.Semantic.Catalog;
using SraCl.Semantic.Preparation;
using SraCl.Training.Evaluation;

namespace SraCl.Cli.Reports;

/// <summary>What the sections of a report write about.</summary>
internal sealed class ReportContext
{
    /// <summary>Gets the variants, in the order of the command line.</summary>
    public required IReadOnlyList<ReportedVariant> Variants { get; init; }

    /// <summary>Gets the data of the runs; null when its file is not there.</summary>
    public LoadedData? Data { get; init; }

    /// <summary>Gets what is known about the items; null for nothing.</summary>
    public ItemCatalog? Catalog { get; init; }

    /// <summary>Gets the neighbors found from texts; null for none.</summary>
    public SemanticNeighbors? Semantics { get; init; }

    /// <summary>Gets how often each item occurs in training, by dense id; empty without the data.</summary>
    public IReadOnlyList<int> Popularity { get; init; } = [];

    /// <summary>Gets the variants that have been tested.</summary>
    public IReadOnlyList<ReportedVariant> Tested => [.. Variants.Where(variant => variant.Tests.Count > 0)];

    /// <summary>Gets the metrics that charts show: HR and NDCG at the largest cut-off of the tests.</summary>
    public IReadOnlyList<MetricName> Charted
    {
        get
        {
            int cutOff = Tested.Count == 0 ? 0 : Tested[0].Tests[0].Protocol.CutOffs.Max();
            return cutOff == 0 ? [] : [new MetricName(MetricKind.HitRate, cutOff), new MetricName(MetricKind.NormalizedDiscountedCumulativeGain, cutOff)];
        }
    }

    /// <summary>Gets the items by falling popularity; the smaller id first among equals.</summary>
    public IEnumerable<int> ByPopularity => Enumerable.Range(1, Popularity.Count - 1).OrderByDescending(item => Popularity[item]).ThenBy(item => item);

    /// <summary>Gets how an item is called: its title, or its id.</summary>
    /// <param name="item">The item's dense id.</param>
    public string NameOf(int item)
    {
        const int Longest = 90;
        string name = Catalog?[item]?.Title ?? Data!.Dataset.Items.ExternalId(item);
        return name.Length <= Longest ? name : name[..(char.IsHighSurrogate(name[Longest - 1]) ? Longest - 1 : Longest)] + "...";
    }
}
