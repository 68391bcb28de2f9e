using System.CommandLine;
using System.Globalization;

namespace SraCl.Fuzz.Tests;

/// <summary>Runs any number of mutated inputs, or one of them again.</summary>
internal static class Program
{
    internal static Task<int> Main(string[] args)
    {
        var inputs = new Option<int>("--inputs") { Description = "Number of inputs.", DefaultValueFactory = _ => 100_000 };
        var seed = new Option<long>("--seed") { Description = "Seed: an input is a function of the seed and its number.", DefaultValueFactory = _ => 1 };
        var first = new Option<int>("--first") { Description = "Number of the first input." };
        var target = new Option<string?>("--target") { Description = $"Only inputs of one kind: {string.Join(", ", FuzzTargets.All.Select(each => each.Name))}." };
        var keep = new Option<DirectoryInfo?>("--keep") { Description = "Folder that keeps the files of the last input; one that is deleted without it." };
        var command = new RootCommand("Feeds mutated files to every reader of the library. Exit code 1 if one of them is not refused or read as it should be.") { inputs, seed, first, target, keep };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(seed), parsed.GetValue(first), parsed.GetValue(inputs), parsed.GetValue(target), parsed.GetValue(keep)));
        return command.Parse(args).InvokeAsync();
    }

    private static async Task<int> RunAsync(long seed, int first, int inputs, string? target, DirectoryInfo? keep)
    {
        DirectoryInfo directory = keep ?? Directory.CreateTempSubdirectory("sracl-fuzz-");
        directory.Create();
        try
        {
            var run = new FuzzRun(seed, directory.FullName, Hung) { Only = target };
            await run.ExecuteAsync(first, inputs, Console.Error.WriteLine);
            Console.WriteLine("| input | run | accepted | refused | findings |");
            Console.WriteLine("|---|---:|---:|---:|---:|");
            foreach ((string name, FuzzCounts counts) in run.Counts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {counts.Run:N0} | {counts.Accepted:N0} | {counts.Refused:N0} | {counts.Findings:N0} |"));
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{run.Counts.Values.Sum(counts => counts.Run):N0} inputs, {run.Findings.Count} findings, {Environment.WorkingSet >> 20} MB resident."));
            return run.Findings.Count == 0 ? 0 : 1;
        }
        finally
        {
            if (keep is null)
            {
                directory.Delete(recursive: true);
            }
        }
    }

    /// <summary>A thread cannot be ended from outside: the process is.</summary>
    private static void Hung(string what)
    {
        Console.Error.WriteLine(what);
        Environment.Exit(2);
    }
}
