using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Pdp.Server.Tests.Support;

/// <summary>Keeps all that a logger is told: texts, values, scopes and exceptions.</summary>
internal sealed class WholeLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _records = new();

    /// <summary>All of it.</summary>
    public string Text => string.Join('\n', _records);

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose()
    {
    }

    private static string Values<TState>(TState state) =>
        state is IEnumerable<KeyValuePair<string, object?>> values ? string.Join(' ', values.Select(static one => $"{one.Key}={one.Value}")) : $"{state}";

    private sealed class Category(WholeLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            log._records.Enqueue($"{name} scope: {state} {Values(state)}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log._records.Enqueue($"{logLevel} {name} {eventId.Name}: {formatter(state, exception)} {Values(state)} {exception}");
    }
}
