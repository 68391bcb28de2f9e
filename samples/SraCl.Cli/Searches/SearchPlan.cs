using System.Globalization;
using SraCl.Cli.Runs;
using SraCl.Training.Checkpoints;
using SraCl.Training.Search;

namespace SraCl.Cli.Searches;

/// <summary>What to try.</summary>
/// <param name="Training">How each trial is trained, but for the settings that vary; its output directory holds those of the trials.</param>
/// <param name="Space">The settings of the trials.</param>
/// <param name="SearchSeed">The seed that trials are drawn with; null for a grid.</param>
/// <param name="Stopping">When a trial ends early; null for never.</param>
/// <param name="Given">What was given of the options that <c>sracl train</c> has too, but for the searched ones and <c>--out</c>.</param>
internal sealed record SearchPlan(TrainingPlan Training, SearchSpace Space, long? SearchSeed, MedianStopping? Stopping, string Given)
{
    /// <summary>Gets the directory.</summary>
    public string Output => Training.Output;

    /// <summary>Gets the indices of the settings that vary; the others have one value.</summary>
    public IReadOnlyList<int> Varied => [.. Enumerable.Range(0, Space.Dimensions.Count).Where(index => Space.Dimensions[index] is { IsRange: true } or { Values.Count: > 1 })];

    /// <summary>Makes the plan of a trial.</summary>
    /// <param name="number">Its number, from 1.</param>
    public TrainingPlan Trial(int number)
    {
        IReadOnlyList<double> values = Space.Trial(number);
        TrainingPlan plan = Training with { Output = Directory(number), Replace = true, IsTested = false, Resume = CheckpointResume.IfAny };
        for (int i = 0; i < values.Count; i++)
        {
            plan = SearchedSetting.All.First(setting => string.Equals(setting.Name, Space.Dimensions[i].Name, StringComparison.Ordinal)).Apply(plan, values[i]);
        }

        return plan;
    }

    /// <summary>Gets the directory of a trial.</summary>
    /// <param name="number">Its number, from 1.</param>
    public string Directory(int number) => Path.Combine(Output, string.Create(CultureInfo.InvariantCulture, $"trial-{number:D3}"));

    /// <summary>Says the settings of a trial that vary, as options.</summary>
    /// <param name="number">Its number, from 1.</param>
    public string Describe(int number) => Options(number, Varied);

    /// <summary>Says the command that trains a model with a trial's settings.</summary>
    /// <param name="number">The trial's number, from 1.</param>
    /// <param name="output">The directory to save it to, as it stands on a command line.</param>
    public string TrainArguments(int number, string output) => $"train {Given} {Options(number, [.. Enumerable.Range(0, Space.Dimensions.Count)])} --out {output}";

    private string Options(int number, IReadOnlyList<int> indices)
    {
        IReadOnlyList<double> values = Space.Trial(number);
        return string.Join(' ', indices.Select(index => $"{Space.Dimensions[index].Name} {SearchDimension.Write(values[index])}"));
    }
}
