using SraCl.Training.Checkpoints;

namespace SraCl.Training.Tests.Checkpoints;

/// <summary>The checkpoints of a run that was cancelled twice; the older one is there to be used only when asked. Tests work on copies.</summary>
public sealed class TwoCheckpoints : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public TwoCheckpoints()
    {
        var options = new CheckpointOptions { Directory = _directory.Path, Interval = TimeSpan.FromHours(1), Resume = CheckpointResume.IfAny };
        Older = new CheckpointScene().Run(options, now => now is { Epoch: 2, Step: 3 }).Checkpoint!;
        Newer = new CheckpointScene().Run(options, now => now is { Epoch: 2, Step: 6 }).Checkpoint!;
    }

    public string Older { get; }

    public string Newer { get; }

    public void Dispose() => _directory.Dispose();
}
