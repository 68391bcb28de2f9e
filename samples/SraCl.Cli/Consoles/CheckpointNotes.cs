using Spectre.Console;
using SraCl.Training.Checkpoints;
using SraCl.Training.Fitting;

namespace SraCl.Cli.Consoles;

/// <summary>Warns when checkpoints cannot be written, and says when they can again; on a terminal after the training, where the display would paint over it.</summary>
/// <param name="report">Where to.</param>
internal sealed class CheckpointNotes(IAnsiConsole report) : ITrainingObserver
{
    private readonly bool _isLater = report.Profile.Capabilities is { Ansi: true, Interactive: true };
    private readonly List<FormattableString> _lines = [];
    private bool _isFailing;

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
