using System.CommandLine;
using System.Diagnostics;
using Microsoft.Extensions.Options;
using SraCl.Backbones.Objectives;
using SraCl.Backbones.Transformers;
using SraCl.Benchmarks.Workloads;
using SraCl.Objectives;
using SraCl.Splits;
using SraCl.Training.Evaluation;
using SraCl.Training.Fitting;
using SraCl.Training.Windows;
using TorchSharp;

namespace SraCl.Benchmarks.Commands;

/// <summary>Trains with a large catalogue for some steps and ranks some cases, with the library's trainer.</summary>
internal static class ScaleStepCommand
{
    private const int Warmup = 2;
    private const int BatchSize = 256;
    private const int Cases = 256;

    public static Command Create()
    {
        var items = new Option<int>("--items") { Description = "Number of items.", Required = true };
        Option<int> steps = CommonOptions.Steps(8);
        Option<int> threads = CommonOptions.Threads();
        var negatives = new Option<int>("--negatives") { Description = "Items that are drawn a step; 0 for the softmax over the whole catalogue." };
        var command = new Command("scale-step", "Trains with a catalogue of a given size, one size of 'scale'.") { items, steps, threads, negatives };
        command.SetAction(parsed => Run(parsed.GetValue(items), parsed.GetValue(steps), parsed.GetValue(threads), parsed.GetValue(negatives)));
        return command;
    }

    private static void Run(int items, int steps, int threads, int negatives)
    {
        torch.set_num_threads(threads);
        DatasetSplit split = LargeCatalogue.Create(items, BatchSize * (Warmup + steps), Cases);
        var options = new TrainerOptions { Epochs = 1, BatchSize = BatchSize, Windows = TrainingWindows.LastOnly, EncodingThreads = threads };
        var trainer = new Trainer(Options.Create(options), new Evaluator(), [Loss(negatives)]);
        long loaded = ProcessMemory.Resident();
        using var backbone = new TransformerBackbone(items, new TransformerOptions(), seed: 2024);
        var readings = new Readings();
        TrainingResult result = trainer.Fit(split, backbone, readings);
        Report.Write(new LargeStep(
            items,
            negatives,
            threads,
            Report.Median(readings.Milliseconds.Skip(Warmup)),
            Report.Median(readings.Processor.Skip(Warmup)),
            (double)items * backbone.HiddenSize * sizeof(float) / ProcessMemory.Megabyte,
            loaded / ProcessMemory.Megabyte,
            readings.StepPeak / ProcessMemory.Megabyte,
            ProcessMemory.Peak() / ProcessMemory.Megabyte,
            Cases,
            result.Epochs[0].ValidationTime.TotalSeconds,
            result.Epochs[0].Loss));
    }

    private static IObjectiveFactory Loss(int negatives)
    {
        if (negatives == 0)
        {
            return new NextItemCrossEntropyFactory();
        }

        var options = new SampledSoftmaxOptions { Samples = negatives };
        SampledSoftmaxPresets.FullSoftmax(options);
        return new SampledSoftmaxFactory(Options.Create(options));
    }

    private sealed class Readings : IProgress<TrainingProgress>
    {
        private long _last = Stopwatch.GetTimestamp();
        private TimeSpan _used = Environment.CpuUsage.TotalTime;

        public List<double> Milliseconds { get; } = [];

        public List<double> Processor { get; } = [];

        public long StepPeak { get; private set; }

        public void Report(TrainingProgress value)
        {
            if (value.LastEpoch is not null)
            {
                return; // The last step is reported a second time, after the validation.
            }

            Milliseconds.Add(Stopwatch.GetElapsedTime(_last).TotalMilliseconds);
            Processor.Add((Environment.CpuUsage.TotalTime - _used).TotalMilliseconds);
            StepPeak = ProcessMemory.Peak();
            _last = Stopwatch.GetTimestamp();
            _used = Environment.CpuUsage.TotalTime;
        }
    }
}
