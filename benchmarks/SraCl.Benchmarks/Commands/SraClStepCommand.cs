using System.CommandLine;
using System.Diagnostics;
using SraCl.Benchmarks.Workloads;
using TorchSharp;

namespace SraCl.Benchmarks.Commands;

/// <summary>Times training steps with both contrastive losses, part by part.</summary>
internal static class SraClStepCommand
{
    public static Command Create()
    {
        Option<string> interactions = CommonOptions.Interactions();
        Option<string?> model = CommonOptions.Model();
        Option<int> steps = CommonOptions.Steps(30);
        Option<int> threads = CommonOptions.Threads();
        var warmup = new Option<int>("--warmup") { Description = "Steps before the clock starts.", DefaultValueFactory = _ => 10 };
        var dropout = new Option<double>("--dropout") { Description = "Dropout probability, that of neighbors included.", DefaultValueFactory = _ => 0.5 };
        var semanticSize = new Option<int>("--semantic-size") { Description = "Length of the semantic vectors.", DefaultValueFactory = _ => 256 };
        var withMain = new Option<bool>("--with-main") { Description = "Also time steps of the main loss alone, in turn with the others." };
        var command = new Command("sracl-step", "Times training steps: cross-entropy and both contrastive losses, batch 256, 10 neighbors.")
        {
            interactions, model, steps, warmup, dropout, semanticSize, withMain, threads,
        };
        command.SetAction(parsed =>
        {
            // As in a training run: the threads encode side by side and operators have one each.
            torch.set_num_threads(1);
            var data = TrainingData.Load(parsed.GetValue(interactions)!);
            double probability = parsed.GetValue(dropout);
            using SraClWorkload both = SraClWorkload.WithBothLosses(
                data, MeasuredBackbone.Transformer.Create(data, parsed.GetValue(model), probability), parsed.GetValue(semanticSize), probability, parsed.GetValue(threads));
            using SraClWorkload? main = parsed.GetValue(withMain)
                ? SraClWorkload.WithMainLoss(data, MeasuredBackbone.Transformer.Create(data, parsed.GetValue(model), probability), parsed.GetValue(threads))
                : null;
            Run(both, main, parsed.GetValue(threads), parsed.GetValue(warmup), parsed.GetValue(steps));
        });
        return command;
    }

    private static void Run(SraClWorkload both, SraClWorkload? main, int threads, int warmup, int steps)
    {
        var ofBoth = new Measurements();
        var ofMain = new Measurements();
        for (int step = 0; step < warmup + steps; step++)
        {
            if (step == warmup)
            {
                ofBoth.Clear();
                ofMain.Clear();
            }

            ofBoth.Run(both, step);
            if (main is not null)
            {
                ofMain.Run(main, step);
            }
        }

        Report.Write(new
        {
            Formulation = "SraCl",
            Threads = threads,
            MedianMs = Report.Median(ofBoth.Milliseconds),
            MinMs = ofBoth.Milliseconds.Min(),
            CpuMs = Report.Median(ofBoth.Processor),
            PartsMs = Medians(ofBoth.Clock),
            FillMs = Math.Round(Report.Median(ofBoth.Fill), 3),
            ManagedBytes = (long)Report.Median(ofBoth.Allocated),
            FillManagedBytes = (long)Report.Median(ofBoth.FillAllocated),
            MainMedianMs = main is null ? (double?)null : Report.Median(ofMain.Milliseconds),
            MainPartsMs = main is null ? null : Medians(ofMain.Clock),
            ResidentMb = Math.Round(ProcessMemory.Resident() / ProcessMemory.Megabyte, 1),
            PeakMb = Math.Round(ProcessMemory.Peak() / ProcessMemory.Megabyte, 1),
            Ms = ofBoth.Milliseconds.Select(value => Math.Round(value, 3)),
            ofBoth.Losses,
        });
    }

    private static Dictionary<string, double> Medians(PartClock clock) =>
        clock.Milliseconds.ToDictionary(part => part.Key, part => Math.Round(Report.Median(part.Value), 3), StringComparer.Ordinal);

    /// <summary>What was measured of one kind of step. Managed bytes are those of all threads.</summary>
    private sealed class Measurements
    {
        public PartClock Clock { get; } = new();

        public List<double> Milliseconds { get; } = [];

        public List<double> Processor { get; } = [];

        public List<double> Fill { get; } = [];

        public List<double> Allocated { get; } = [];

        public List<double> FillAllocated { get; } = [];

        /// <summary>The losses of every step, those before the clock started included.</summary>
        public List<float[]> Losses { get; } = [];

        public void Run(SraClWorkload workload, int step)
        {
            long bytes = GC.GetTotalAllocatedBytes(precise: true);
            long start = Stopwatch.GetTimestamp();
            workload.Fill(step);
            Fill.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            FillAllocated.Add(GC.GetTotalAllocatedBytes(precise: true) - bytes);

            bytes = GC.GetTotalAllocatedBytes(precise: true);
            TimeSpan used = Environment.CpuUsage.TotalTime;
            start = Stopwatch.GetTimestamp();
            float[] losses = workload.Run(step, Clock);
            Milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            Processor.Add((Environment.CpuUsage.TotalTime - used).TotalMilliseconds);
            Allocated.Add(GC.GetTotalAllocatedBytes(precise: true) - bytes);
            Losses.Add(losses);
        }

        /// <summary>Forgets all times.</summary>
        public void Clear()
        {
            Clock.Clear();
            Milliseconds.Clear();
            Processor.Clear();
            Fill.Clear();
            Allocated.Clear();
            FillAllocated.Clear();
        }
    }
}
