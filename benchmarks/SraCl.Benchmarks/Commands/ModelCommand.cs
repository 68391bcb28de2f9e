using System.CommandLine;
using SraCl.Benchmarks.Workloads;
using SraCl.Training.Models;
using TorchSharp;

namespace SraCl.Benchmarks.Commands;

/// <summary>Trains a little and saves the model, so that all sides measure with the same weights.</summary>
internal static class ModelCommand
{
    public static Command Create()
    {
        Option<string> interactions = CommonOptions.Interactions();
        Option<int> steps = CommonOptions.Steps(1000);
        Option<int> threads = CommonOptions.Threads();
        Option<string> backbone = CommonOptions.Backbone();
        var output = new Option<string>("--out") { Description = "Directory to save to.", Required = true };
        var command = new Command("model", "Trains some steps and saves the model for the other commands and for Python.") { interactions, backbone, output, steps, threads };
        command.SetAction(parsed =>
        {
            torch.set_num_threads(parsed.GetValue(threads));
            string directory = parsed.GetValue(output)!;
            ModelDirectory.EnsureWritable(directory);
            var data = TrainingData.Load(parsed.GetValue(interactions)!);
            MeasuredBackbone measured = MeasuredBackbone.Of(parsed.GetValue(backbone)!);
            using var workload = new StepWorkload(data, measured, Formulation.Grouped);
            double loss = 0;
            for (int step = 0; step < parsed.GetValue(steps); step++)
            {
                loss = workload.Run(step);
            }

            ModelDirectory.Save(directory, measured.Factory(), workload.Backbone, data.Items);
            Report.Write(new { Steps = parsed.GetValue(steps), Loss = loss, Model = directory });
        });
        return command;
    }
}
