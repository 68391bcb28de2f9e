using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace SraCl.Semantic.Tests;

/// <summary>Keeps log messages.</summary>
internal sealed class RecordingLoggerFactory(LogLevel minimum = LogLevel.Trace) : ILoggerFactory, ILogger
{
    public ConcurrentQueue<(LogLevel Level, string Text)> Messages { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= minimum;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Messages.Enqueue((logLevel, $"{formatter(state, exception)} {exception}"));
        }
    }
}
