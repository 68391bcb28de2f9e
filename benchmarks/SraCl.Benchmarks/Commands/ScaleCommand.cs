using System.CommandLine;
using System.Globalization;
using SraCl.Benchmarks.Workloads;

namespace SraCl.Benchmarks.Commands;

/// <summary>Measures how time and memory of a training step grow with the catalogue, each size in a process of its own.</summary>
internal static class ScaleCommand
{
    private const int MegabytesAllowed = 2048;

    public static Command Create()
    {
        var items = new Option<string>("--items") { Description = "Numbers of items, with commas between them.", DefaultValueFactory = _ => "10000,30000,100000,300000,1000000" };
        Option<int> steps = CommonOptions.Steps(8);
        var threads = new Option<string>("--threads") { Description = "Numbers of threads, with commas between them.", DefaultValueFactory = _ => "1,2" };
        var negatives = new Option<int>("--negatives") { Description = "Items that the sampled softmax draws; 0 measures the full softmax alone.", DefaultValueFactory = _ => 2048 };
        var command = new Command("scale", "Measures a training step as the catalogue grows: full and sampled softmax, batch 256, 64 numbers an item.") { items, steps, threads, negatives };
        command.SetAction(parsed =>
        {
            int[] losses = parsed.GetValue(negatives) > 0 ? [0, parsed.GetValue(negatives)] : [0];
            return Run(Numbers(parsed.GetValue(items)!), losses, Numbers(parsed.GetValue(threads)!), parsed.GetValue(steps));
        });
        return command;
    }

    private static int Run(int[] sizes, int[] losses, int[] threads, int steps)
    {
        Console.WriteLine("| loss | items | threads | step, ms | cpu, ms | table, MB | beyond table and Adam, MB | with best weights and ranking, MB | ranking a case, ms |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        bool within = true;
        foreach (int negatives in losses)
        {
            foreach (int count in threads)
            {
                foreach (int items in sizes)
                {
                    var step = ChildProcess.Run<LargeStep>("scale-step", "--items", items, "--steps", steps, "--threads", count, "--negatives", negatives);
                    Console.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {(negatives == 0 ? "full" : "sampled")} | {items:N0} | {count} | {step.StepMs:N0} | {step.CpuMs:N0} | {step.TableMb:N0} | {step.BeyondMb:N0} | {step.RankingPeakMb - (3 * step.TableMb):N0} | {1000 * step.RankingS / step.Cases:N1} |"));
                    within &= step.BeyondMb < MegabytesAllowed;
                }
            }
        }

        Console.WriteLine(within ? $"Every step stays under {MegabytesAllowed} MB beyond the table and Adam's moments." : $"A step takes more than {MegabytesAllowed} MB beyond the table and Adam's moments.");
        return within ? 0 : 1;
    }

    private static int[] Numbers(string list) => Array.ConvertAll(list.Split(','), number => int.Parse(number, CultureInfo.InvariantCulture));
}
