using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Pdp.Server.Tests.Auditing.Sinks;

/// <summary>A collector of logs by OTLP over HTTP, which does what a test wants.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Collector(WebApplication app) => _app = app;

    /// <summary>What it answers; null: nothing, for as long as it is asked.</summary>
    public Func<(int Status, string Body)?> Answer { get; set; } = static () => (200, "{}");

    /// <summary>The records that it took.</summary>
    public ConcurrentQueue<JsonElement> Records { get; } = new();

    /// <summary>The header of each exchange that says who asks.</summary>
    public ConcurrentQueue<string> Authorizations { get; } = new();

    /// <summary>All that came.</summary>
    public ConcurrentQueue<string> Bodies { get; } = new();

    /// <summary>How often it was asked.</summary>
    public int Asked => Authorizations.Count;

    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var collector = new Collector(app);
        app.MapPost("/v1/logs", collector.TakeAsync);
        await app.StartAsync(Xunit.TestContext.Current.CancellationToken);
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        Authorizations.Enqueue(context.Request.Headers.Authorization.ToString());
        Bodies.Enqueue(body);
        if (Answer() is not var (status, text))
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
            return;
        }

        if (status == 200)
        {
            foreach (var record in JsonDocument.Parse(body).RootElement.GetProperty("resourceLogs")[0].GetProperty("scopeLogs")[0].GetProperty("logRecords").EnumerateArray()) Records.Enqueue(record);
        }

        context.Response.StatusCode = status;
        await context.Response.WriteAsync(text, context.RequestAborted);
    }
}
