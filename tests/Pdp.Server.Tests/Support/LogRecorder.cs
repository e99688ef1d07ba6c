using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Pdp.Server.Tests.Support;

/// <summary>Keeps what is logged, our own from Debug on; of very much the beginning.</summary>
internal sealed class LogRecorder : ILoggerProvider
{
    private const int Most = 10_000;

    private readonly ConcurrentQueue<string> _records = new();

    /// <summary>The records so far: level, event and text.</summary>
    public IReadOnlyList<string> Records => [.. _records];

    public ILogger CreateLogger(string categoryName) => new Category(this);

    public void Dispose()
    {
    }

    private void Add(string record)
    {
        if (_records.Count < Most) _records.Enqueue(record);
    }

    private sealed class Category(LogRecorder recorder) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => recorder.Add($"{logLevel} {eventId.Name}: {formatter(state, exception)}");
    }
}
