using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Pdp.Server.Hosting;
using Pdp.Server.Settings;
using Xunit;

namespace Pdp.Server.Tests.Support;

/// <summary>
/// A run of the server in this process: all that its own executable does, but the process, the signals and the rehearsal. It takes a
/// small part of the time of one, for tests that have many.
/// </summary>
internal sealed class ServerHere : IServerRun
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly StringWriter _error = new();
    private readonly LogLines _lines = new();
    private readonly Task<int> _run;

    private ServerHere(string folder, IReadOnlyList<string> arguments, IEnumerable<(string Name, string Value)> environment, WholeLog? whole = null) => _run = Task.Run(async () =>
    {
        try
        {
            var run = new ServerRun(TextWriter.Synchronized(_error))
            {
                Log = logging =>
                {
                    logging.ClearProviders().AddProvider(_lines);
                    if (whole is not null) logging.AddProvider(whole).SetMinimumLevel(LogLevel.Trace).AddConfiguration(RunningServer.Everything);
                },
                Rehearse = static () => Task.FromResult(0),
            };
            return await run.RunAsync(SettingsFile.Read(folder), environment.ToDictionary(static one => one.Name, static one => one.Value), Given(arguments), _stop.Token);
        }
        finally
        {
            _lines.End();
        }
    });

    public Task<string> Error => ErrorAsync();

    /// <summary>Starts it with the arguments of a command line.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="whole">Gets all that it logs.</param>
    public static ServerHere Start(string folder, IReadOnlyList<string> arguments, WholeLog? whole = null) => new(folder, arguments, [], whole);

    /// <summary>Runs it to its end, to which it comes by itself.</summary>
    /// <returns>Its exit code, its log, and what it wrote to standard error.</returns>
    public static async Task<(int Code, string Output, string Error)> RunAsync(
        string folder, IReadOnlyList<string> arguments, params (string Name, string Value)[] environment)
    {
        await using var run = new ServerHere(folder, arguments, environment);
        var code = await run.ExitAsync();
        var output = new List<string>();
        while (await run._lines.NextAsync() is { } line) output.Add(line);
        return (code, string.Join('\n', output), await run.Error);
    }

    public async Task<string> LineWithAsync(string text)
    {
        while (await _lines.NextAsync() is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal)) return line;
        }

        throw new InvalidOperationException($"it ended without saying `{text}`: {await Error}");
    }

    public Task StopAsync() => _stop.CancelAsync();

    public Task<int> ExitAsync() => _run.WaitAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await ((Task)_run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        await _error.DisposeAsync();
    }

    private static IEnumerable<(Setting Setting, string Value)> Given(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var setting = AllSettings.Table.Single(one => one.Option == arguments[i]);
            yield return (setting, setting.HelpName is null ? "true" : arguments[++i]);
        }
    }

    private async Task<string> ErrorAsync()
    {
        await _run;
        return _error.ToString();
    }

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

        public async Task<string?> NextAsync() =>
            await _lines.Reader.WaitToReadAsync(TestContext.Current.CancellationToken) ? await _lines.Reader.ReadAsync(TestContext.Current.CancellationToken) : null;

        public void End() => _lines.Writer.TryComplete();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Writer.TryWrite(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
