using Microsoft.Extensions.Logging;
using SraCl.Training.Fitting;

namespace SraCl.Cli.Consoles;

/// <summary>Passes the warnings of the trainer to the notes of a training, but for those that the notes have from the training itself.</summary>
/// <param name="notes">The notes.</param>
internal sealed class NotesLogger(TrainingNotes notes) : ILogger<Trainer>
{
    // A checkpoint that cannot be written is told to every observer, with what was kept and what to do.
    private const string ToldToObservers = "CheckpointFailed";

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and < LogLevel.None;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel) && !string.Equals(eventId.Name, ToldToObservers, StringComparison.Ordinal))
        {
            notes.Warn(formatter(state, exception));
        }
    }
}
