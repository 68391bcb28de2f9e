using Microsoft.Extensions.Logging;
using SraCl.Training.Fitting;

namespace SraCl.Training.Tests;

/// <summary>Keeps what a training logs.</summary>
internal sealed class RecordingLogger : ILogger<Trainer>
{
    public List<(int Id, LogLevel Level, string Text)> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Add((eventId.Id, logLevel, formatter(state, exception)));
}
