using System.CommandLine;
using System.Diagnostics;
using SraCl.Benchmarks.Workloads;
using SraCl.Training.Data;
using SraCl.Training.Splits;

namespace SraCl.Benchmarks.Commands;

/// <summary>Loads a file of interactions, splits it, and reads time and memory.</summary>
internal static class LoadFileCommand
{
    public static Command Create()
    {
        Option<string> interactions = CommonOptions.Interactions();
        var core = new Option<int>("--core") { Description = "Events that each user and item must have." };
        var command = new Command("load-file", "Loads a file of interactions and splits it.") { interactions, core };
        command.SetAction(parsed => Run(parsed.GetValue(interactions)!, parsed.GetValue(core)));
        return command;
    }

    private static void Run(string path, int core)
    {
        TimeSpan used = Environment.CpuUsage.TotalTime;
        (PreparedDataset data, double load) = Timed(() => InteractionFile.Load(path, options: new DatasetOptions { MinUserEvents = core, MinItemEvents = core }));
        double processor = (Environment.CpuUsage.TotalTime - used).TotalSeconds;
        long loadPeak = ProcessMemory.Peak();
        long held = GC.GetTotalMemory(forceFullCollection: true);
        (_, double split) = Timed(() => new LeaveOneOutSplitter().Split(data.Dataset));
        (_, double timeSplit) = Timed(() => new GlobalTimeSplitter().Split(data.Dataset));
        (_, double fingerprint) = Timed(() => DatasetFingerprint.Compute(data.Dataset));
        Report.Write(new LoadedFile(
            data.Summary.Events,
            data.Summary.Users,
            data.Summary.Items,
            load,
            processor,
            loadPeak / ProcessMemory.Megabyte,
            held / ProcessMemory.Megabyte,
            split,
            timeSplit,
            fingerprint,
            ProcessMemory.Peak() / ProcessMemory.Megabyte));
    }

    private static (T Result, double Seconds) Timed<T>(Func<T> work)
    {
        long start = Stopwatch.GetTimestamp();
        T result = work();
        return (result, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
