using System.CommandLine;
using System.Globalization;
using SraCl.Benchmarks.Workloads;

namespace SraCl.Benchmarks.Commands;

/// <summary>Writes a large synthetic file and measures what loading it takes, each way in a process of its own.</summary>
internal static class LoadCommand
{
    private const int Users = 1_000_000;
    private const int Items = 200_000;
    private const int MegabytesAllowed = 1024;
    private const int SecondsAllowed = 60;

    public static Command Create()
    {
        var events = new Option<long>("--events") { Description = "Number of interactions.", DefaultValueFactory = _ => 10_000_000 };
        var command = new Command("load", "Times loading a large file of interactions (CSV with times, 1,000,000 users, 200,000 items), splitting it, and the memory it takes.") { events };
        command.SetAction(parsed => Run(parsed.GetValue(events)));
        return command;
    }

    private static int Run(long events)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("sracl-load-");
        try
        {
            string path = Path.Combine(directory.FullName, "events.csv");
            long bytes = SyntheticEvents.Write(path, events, Users, Items);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{events:N0} events, {bytes / ProcessMemory.Megabyte:N0} MB of CSV"));
            bool within = true;
            foreach (int core in (int[])[0, 5])
            {
                var loaded = ChildProcess.Run<LoadedFile>("load-file", "--interactions", path, "--core", core);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(core == 0 ? "all" : $"{core}-core")}: {loaded.Events:N0} events, {loaded.Users:N0} users, {loaded.Items:N0} items; loaded in {loaded.LoadS:N1} s ({loaded.CpuS:N1} s of processor time), {loaded.LoadPeakMb:N0} MB resident at most, {loaded.LoadPeakMb * ProcessMemory.Megabyte / events:N0} bytes an interaction; the data set holds {loaded.HeldMb:N0} MB; leave-one-out {loaded.SplitS:N2} s, global time {loaded.TimeSplitS:N2} s, fingerprint {loaded.FingerprintS:N2} s, {loaded.PeakMb:N0} MB at most with them"));
                within &= loaded.LoadS < SecondsAllowed && loaded.PeakMb < MegabytesAllowed;
            }

            Console.WriteLine(within ? $"Within {SecondsAllowed} s and {MegabytesAllowed} MB." : $"Beyond {SecondsAllowed} s or {MegabytesAllowed} MB.");
            return within ? 0 : 1;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
