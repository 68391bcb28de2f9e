using System.Text.Json.Nodes;
using SraCl.Cli.Grids;
using SraCl.Training.Evaluation;
using SraCl.Training.Fitting;
using SraCl.Training.Models;

namespace SraCl.Cli.Reports;

/// <summary>A trained model's directory as a report reads it; the model itself is loaded only where it is looked into.</summary>
internal sealed record ReportedRun
{
    /// <summary>Gets the directory.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the run's name: that of its directory.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the variant it is a run of: the name without the seed, for runs of a grid.</summary>
    public required string Variant { get; init; }

    /// <summary>Gets what the model says about itself.</summary>
    public required ModelManifest Manifest { get; init; }

    /// <summary>Gets the epochs of its training; null when the directory has no log of them.</summary>
    public TrainingLog? Log { get; init; }

    /// <summary>Gets its results; null when the directory has none.</summary>
    public EvaluationFile? Results { get; init; }

    /// <summary>Gets the test, null when it was not tested.</summary>
    public EvaluationResult? Test => Results?.Test;

    /// <summary>Gets the rules that it was measured by; null when it does not say them.</summary>
    public EvaluationProtocol? Protocol => Test?.Protocol ?? Manifest.Details.Protocol;

    /// <summary>Gets how its data was prepared; null when the model does not say it.</summary>
    public JsonNode? Recipe => Manifest.Details.Training?["recipe"];

    /// <summary>Gets the losses in words.</summary>
    public string Losses => Manifest.Details.Protocol?.Losses ?? "unknown";

    /// <summary>Finds the runs of some directories: each is a model's, or holds models' directories, as that of a grid does.</summary>
    /// <param name="paths">The directories.</param>
    /// <exception cref="SraClException">A directory holds no run, or one cannot be read.</exception>
    public static IReadOnlyList<ReportedRun> Find(IEnumerable<string> paths)
    {
        var runs = new List<ReportedRun>();
        foreach (string path in paths)
        {
            if (!Directory.Exists(path))
            {
                throw new SraClException($"There is no directory '{path}'. Give directories that 'sracl train', 'ablate', 'compare' or 'search' wrote.");
            }

            // By variant first, so that a recommender alone stands before itself with additions.
            ReportedRun[] found =
            [
                .. (IsRun(path) ? [path] : Directory.EnumerateDirectories(path).Where(IsRun)).Select(Read)
                    .OrderBy(run => run.Variant, NaturalOrder.Instance).ThenBy(run => run.Name, NaturalOrder.Instance),
            ];
            if (found.Length == 0)
            {
                throw new SraClException($"'{path}' holds no finished run: neither itself nor a directory in it has a 'model.json'. Give directories that 'sracl train', 'ablate', 'compare' or 'search' wrote.");
            }

            runs.AddRange(found);
        }

        ReportedRun[] repeated = [.. runs.GroupBy(run => System.IO.Path.GetFullPath(run.Path), StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.First())];
        return repeated.Length == 0 ? Named(runs) : throw new SraClException($"'{repeated[0].Path}' is given twice. Give every run once.");
    }

    private static bool IsRun(string path) => File.Exists(System.IO.Path.Combine(path, ModelDirectory.ManifestName));

    private static ReportedRun Read(string path)
    {
        ModelManifest manifest = ModelDirectory.ReadManifest(path);
        string name = System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)));
        return new ReportedRun
        {
            Path = path,
            Name = name,
            Variant = Variation(name, path),
            Manifest = manifest,
            Log = File.Exists(System.IO.Path.Combine(path, TrainingLog.FileName)) ? TrainingLogReader.Read(System.IO.Path.Combine(path, TrainingLog.FileName)) : null,
            Results = File.Exists(System.IO.Path.Combine(path, EvaluationFile.FileName)) ? EvaluationFile.Load(path) : null,
        };
    }

    /// <summary>A grid names its runs by variant and seed; only there is a number at the end a seed.</summary>
    private static string Variation(string name, string path)
    {
        int dash = name.LastIndexOf('-');
        return dash > 0 && File.Exists(System.IO.Path.Combine(path, GridRun.FileName)) && name.AsSpan(dash + 1).IndexOfAnyExceptInRange('0', '9') < 0 ? name[..dash] : name;
    }

    /// <summary>Runs of a name or variant that occurs in several directories are told apart by these: the same name in two grids says nothing about the settings.</summary>
    private static List<ReportedRun> Named(List<ReportedRun> runs)
    {
        bool isUnique = runs.DistinctBy(run => run.Name, StringComparer.Ordinal).Count() == runs.Count
            && runs.GroupBy(run => run.Variant, StringComparer.Ordinal).All(variant => variant.DistinctBy(Parent, StringComparer.Ordinal).Count() == 1);
        if (isUnique)
        {
            return runs;
        }

        string[] parents = [.. runs.Select(Parent).Distinct(StringComparer.Ordinal)];
        bool isShort = parents.DistinctBy(System.IO.Path.GetFileName, StringComparer.Ordinal).Count() == parents.Length;
        return [.. runs.Select(run =>
        {
            string parent = isShort ? System.IO.Path.GetFileName(Parent(run)) : Parent(run);
            return run with { Name = $"{parent}/{run.Name}", Variant = $"{parent}/{run.Variant}" };
        })];
    }

    private static string Parent(ReportedRun run) => System.IO.Path.GetDirectoryName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(run.Path))) ?? string.Empty;
}
