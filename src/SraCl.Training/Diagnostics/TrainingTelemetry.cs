using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;

namespace SraCl.Training.Diagnostics;

/// <summary>What training and evaluation measure about themselves, for OpenTelemetry and other listeners; costs next to nothing while nobody listens.</summary>
/// <remarks>
/// <para>Instruments of the meter <see cref="SourceName"/>: <c>sracl.training.loss</c> (the last step's loss of each <c>objective</c>), <c>sracl.training.step.duration</c> (s),
/// <c>sracl.training.epochs</c> ({epoch}), <c>sracl.training.checkpoint.duration</c> (s), <c>sracl.training.checkpoint.failures</c> ({checkpoint}),
/// <c>sracl.evaluation.duration</c> (s, by <c>split</c>).</para>
/// <para>Activities of the source of the same name: <c>training</c>, <c>epoch</c> and <c>evaluation</c>. Safe for concurrent use.</para>
/// </remarks>
public static class TrainingTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string SourceName = "SraCl.Training";

    private static readonly string? Version = typeof(TrainingTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
    private static readonly Meter Meter = new(SourceName, Version);

    internal static ActivitySource Source { get; } = new(SourceName, Version);

    internal static Gauge<double> Loss { get; } = Meter.CreateGauge<double>("sracl.training.loss", unit: null, "The loss of the last step, not weighted.");

    internal static Histogram<double> StepDuration { get; } = Meter.CreateHistogram<double>("sracl.training.step.duration", "s", "How long steps took.");

    internal static Counter<long> Epochs { get; } = Meter.CreateCounter<long>("sracl.training.epochs", "{epoch}", "How many epochs were trained and validated.");

    internal static Histogram<double> CheckpointDuration { get; } = Meter.CreateHistogram<double>("sracl.training.checkpoint.duration", "s", "How long writing checkpoints took.");

    internal static Counter<long> CheckpointsFailed { get; } = Meter.CreateCounter<long>("sracl.training.checkpoint.failures", "{checkpoint}", "How many checkpoints could not be written.");

    internal static Histogram<double> EvaluationDuration { get; } = Meter.CreateHistogram<double>("sracl.evaluation.duration", "s", "How long ranking a split took.");
}
