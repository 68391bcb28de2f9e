using System.CommandLine;
using System.Diagnostics;
using SraCl.Benchmarks.Workloads;
using SraCl.Modeling;
using SraCl.Training.Evaluation;
using TorchSharp;

namespace SraCl.Benchmarks.Commands;

/// <summary>Times the full ranking of the test split and reads how much memory it takes at most.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        Option<string> interactions = CommonOptions.Interactions();
        Option<string?> model = CommonOptions.Model();
        Option<int> threads = CommonOptions.Threads();
        var repeats = new Option<int>("--repeats") { Description = "Number of evaluations.", DefaultValueFactory = _ => 3 };
        var command = new Command("evaluate", "Times the full ranking of the test split.") { interactions, model, repeats, threads };
        command.SetAction(parsed =>
        {
            torch.set_num_threads(parsed.GetValue(threads));
            var data = TrainingData.Load(parsed.GetValue(interactions)!);
            ISequenceBackbone backbone = MeasuredBackbone.Transformer.Create(data, parsed.GetValue(model));
            Run(data, backbone, parsed.GetValue(repeats));
            backbone.Module.Dispose();
        });
        return command;
    }

    private static void Run(TrainingData data, ISequenceBackbone backbone, int repeats)
    {
        long loaded = ProcessMemory.Resident();
        var evaluator = new Evaluator();
        var seconds = new List<double>();
        var processor = new List<double>();
        EvaluationResult? result = null;
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            TimeSpan used = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            result = evaluator.Evaluate(backbone, data.Split.Test);
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            processor.Add((Environment.CpuUsage.TotalTime - used).TotalSeconds);
        }

        Report.Write(new
        {
            Formulation = "Streamed",
            Threads = torch.get_num_threads(),
            Cases = result!.CaseCount,
            MedianS = Report.Median(seconds),
            MinS = seconds.Min(),
            CpuS = Report.Median(processor),
            S = seconds.Select(value => Math.Round(value, 3)),
            PeakMbAboveModel = Math.Round((ProcessMemory.Peak() - loaded) / ProcessMemory.Megabyte, 1),
            result.Metrics,
        });
    }
}
