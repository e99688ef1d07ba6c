using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pdp.Client.AspNetCore.Tests.Support;
using Xunit;

namespace Pdp.Client.AspNetCore.Tests.Start;

/// <summary>Endpoints that say nothing of authorization are found before anybody can call them.</summary>
public sealed class EndpointCheckTests
{
    [Fact]
    public async Task An_application_with_a_forgotten_endpoint_does_not_start_where_that_is_asked_for()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(UnmarkedEndpoints.RefuseToStart, new Heard()));

        Assert.Contains("/forgotten", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("/open", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("/documents", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnmarkedEndpoints.Warn, 1)]
    [InlineData(UnmarkedEndpoints.Ignore, 0)]
    public async Task Otherwise_it_is_told_or_not(UnmarkedEndpoints setting, int warnings)
    {
        var heard = new Heard();
        await using var web = await StartAsync(setting, heard);

        Assert.Equal(warnings, heard.Lines.Count(line => line.Contains("/forgotten", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_application_without_a_PDP_does_not_start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddPdpAuthorization();
        builder.Logging.ClearProviders();

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => Web.StartAsync(builder, _ => { }));

        Assert.Contains("AddPdpClient", refusal.Message, StringComparison.Ordinal);
    }

    private static Task<Web> StartAsync(UnmarkedEndpoints setting, Heard heard)
    {
        var builder = Web.Builder(new IPEndPoint(IPAddress.Loopback, 1), options => options.UnmarkedEndpoints = setting);
        builder.Logging.AddProvider(heard);
        return Web.StartAsync(builder, app =>
        {
            app.MapGet("/documents/{id}", () => "").RequirePdp("document", "read");
            app.MapGet("/open", () => "").AllowAnonymous();
            app.MapGet("/forgotten", () => "");
        });
    }

    private sealed class Heard : ILoggerProvider, ILogger
    {
        public List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            lock (Lines) Lines.Add(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
