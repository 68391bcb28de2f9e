using Spectre.Console;
using SraCl.Cli.Runs;
using SraCl.Training.Checkpoints;
using SraCl.Training.Fitting;

namespace SraCl.Cli.Consoles;

/// <summary>
/// Passes on what a training warns of, and says when checkpoints can be written again; on a terminal after the training, where the display would paint over it.
/// </summary>
/// <param name="report">Where to.</param>
/// <param name="showsCheckpoint">Whether to say from which checkpoint the training goes on, where that is not known before.</param>
internal sealed class TrainingNotes(IAnsiConsole report, bool showsCheckpoint = false) : ITrainingObserver
{
    private readonly bool _isLater = report.Profile.Capabilities is { Ansi: true, Interactive: true };
    private readonly List<FormattableString> _lines = [];
    private readonly HashSet<string> _warnings = new(StringComparer.Ordinal);
    private bool _isFailing;

    /// <summary>Notes a warning; one that was noted before is not repeated.</summary>
    /// <param name="warning">The warning, in the words of the library.</param>
    public void Warn(string warning)
    {
        if (_warnings.Add(warning))
        {
            Add($"Warning   {ErrorText.ForCommandLine(warning)}");
        }
    }

    /// <inheritdoc/>
    public void Started(TrainingStart start)
    {
        if (showsCheckpoint && start.Checkpoint is { } checkpoint)
        {
            Add($"Resumed   {RunCheckpoints.Describe(start.FinishedEpochs.Count + 1, start.FinishedSteps, start.FinishedEpochs.Count)}, from {checkpoint}");
        }
    }

    /// <summary>Notes a change for the worse or the better.</summary>
    /// <param name="report">What came of a checkpoint.</param>
    public void CheckpointDone(CheckpointReport report)
    {
        if (report.Error is { } error && !_isFailing)
        {
            Add($"Warning   {error}");
        }
        else if (report.Error is null && _isFailing)
        {
            Add($"          Checkpoints are written again, the first in epoch {report.Epoch}, step {report.Step}");
        }

        _isFailing = report.Error is not null;
    }

    /// <summary>Writes what was held back.</summary>
    public void Flush()
    {
        foreach (FormattableString line in _lines)
        {
            report.Line(line);
        }

        _lines.Clear();
    }

    private void Add(FormattableString line)
    {
        _lines.Add(line);
        if (!_isLater)
        {
            Flush();
        }
    }
}
