using System.CommandLine;
using Microsoft.Extensions.Options;
using SraCl.Backbones.Objectives;
using SraCl.Benchmarks.Workloads;
using SraCl.Modeling;
using SraCl.Training.Evaluation;
using SraCl.Training.Fitting;
using TorchSharp;

namespace SraCl.Benchmarks.Commands;

/// <summary>Trains with the library's trainer and reads the resident memory as it goes.</summary>
internal static class MemoryCommand
{
    private const int StepsBetweenReadings = 50;

    public static Command Create()
    {
        Option<string> interactions = CommonOptions.Interactions();
        Option<int> steps = CommonOptions.Steps(1000);
        Option<int> threads = CommonOptions.Threads();
        var command = new Command("memory", "Reads the resident memory during training, validations included.") { interactions, steps, threads };
        command.SetAction(parsed =>
        {
            torch.set_num_threads(parsed.GetValue(threads));
            var data = TrainingData.Load(parsed.GetValue(interactions)!);
            Report.Write(Run(data, parsed.GetValue(steps)));
        });
        return command;
    }

    private static object Run(TrainingData data, int steps)
    {
        using var enough = new CancellationTokenSource();
        var readings = new Readings(steps, enough);
        var trainer = new Trainer(Options.Create(new TrainerOptions()), new Evaluator(), [new NextItemCrossEntropyFactory()]);
        ISequenceBackbone backbone = MeasuredBackbone.Transformer.Create(data);
        try
        {
            trainer.Fit(data.Split, backbone, readings, enough.Token);
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // So few steps that not even one epoch was validated: the readings are there all the same.
        }

        backbone.Module.Dispose();
        double[] lastHalf = readings.Megabytes.Skip(readings.Megabytes.Count / 2).ToArray();
        return new
        {
            Steps = steps,
            StepsBetweenReadings,
            ResidentMb = readings.Megabytes.Select(value => Math.Round(value, 1)),
            LastHalfSpreadPercent = Math.Round(100 * (lastHalf.Max() - lastHalf.Min()) / lastHalf.Min(), 2),
        };
    }

    private sealed class Readings(int steps, CancellationTokenSource enough) : IProgress<TrainingProgress>
    {
        private int _seen;
        private (int Epoch, int Step) _last;

        public List<double> Megabytes { get; } = [];

        public void Report(TrainingProgress value)
        {
            // The trainer reports the last step of an epoch a second time, after validation.
            if (_last == (value.Epoch, value.Step))
            {
                return;
            }

            _last = (value.Epoch, value.Step);
            if (++_seen % StepsBetweenReadings == 0)
            {
                Megabytes.Add(ProcessMemory.Resident() / ProcessMemory.Megabyte);
            }

            if (_seen == steps)
            {
                enough.Cancel();
            }
        }
    }
}
