using System.CommandLine;
using System.Diagnostics;
using SraCl.Benchmarks.Workloads;
using TorchSharp;

namespace SraCl.Benchmarks.Commands;

/// <summary>Times training steps.</summary>
internal static class StepCommand
{
    public static Command Create()
    {
        Option<string> interactions = CommonOptions.Interactions();
        Option<string?> model = CommonOptions.Model();
        Option<int> steps = CommonOptions.Steps(30);
        Option<int> threads = CommonOptions.Threads();
        var warmup = new Option<int>("--warmup") { Description = "Steps before the clock starts.", DefaultValueFactory = _ => 20 };
        Option<string> backbone = CommonOptions.Backbone();
        var dropout = new Option<double?>("--dropout") { Description = "Dropout probability; the published configuration's without it." };
        var formulation = new Option<Formulation>("--formulation") { Description = "How a batch is encoded.", Required = true };
        var command = new Command("step", "Times training steps of a backbone with its own loss, batch 256.")
        {
            interactions, backbone, model, formulation, steps, warmup, dropout, threads,
        };
        command.SetAction(parsed =>
        {
            torch.set_num_threads(parsed.GetValue(threads));
            var data = TrainingData.Load(parsed.GetValue(interactions)!);
            using var workload = new StepWorkload(
                data, MeasuredBackbone.Of(parsed.GetValue(backbone)!), parsed.GetValue(formulation), parsed.GetValue(model), parsed.GetValue(dropout));
            Run(workload, parsed.GetValue(formulation), parsed.GetValue(warmup), parsed.GetValue(steps));
        });
        return command;
    }

    private static void Run(StepWorkload workload, Formulation formulation, int warmup, int steps)
    {
        var losses = new List<double>();
        for (int step = 0; step < warmup; step++)
        {
            losses.Add(workload.Run(step));
        }

        var milliseconds = new List<double>();
        var processor = new List<double>();
        for (int step = warmup; step < warmup + steps; step++)
        {
            TimeSpan used = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            losses.Add(workload.Run(step));
            milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            processor.Add((Environment.CpuUsage.TotalTime - used).TotalMilliseconds);
        }

        Report.Write(new
        {
            Formulation = formulation.ToString(),
            Threads = torch.get_num_threads(),
            MedianMs = Report.Median(milliseconds),
            MinMs = milliseconds.Min(),
            CpuMs = Report.Median(processor),
            Ms = milliseconds.Select(value => Math.Round(value, 3)),
            Losses = losses,
        });
    }
}
