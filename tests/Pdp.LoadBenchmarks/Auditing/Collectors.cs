using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Pdp.LoadBenchmarks.Servers;

namespace Pdp.LoadBenchmarks.Auditing;

/// <summary>Collectors of logs: one that takes all, one that takes nothing, and one that is not there.</summary>
internal sealed class Collectors : IAsyncDisposable
{
    private readonly WebApplication _healthy;
    private readonly TcpListener _hanging = new(IPAddress.Loopback, 0);

    private Collectors(WebApplication healthy, string url)
    {
        (_healthy, Healthy) = (healthy, url);

        // the system takes the connection, and nobody ever reads from it
        _hanging.Start();
        Hanging = Url(((IPEndPoint)_hanging.LocalEndpoint).Port);
        Unreachable = Url(ServerProcess.FreePort());
    }

    public string Healthy { get; }

    public string Hanging { get; }

    public string Unreachable { get; }

    public static async Task<Collectors> StartAsync()
    {
        var url = Url(ServerProcess.FreePort());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        var app = builder.Build();
        app.MapPost("/v1/logs", static async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            await context.Response.WriteAsync("{}", context.RequestAborted);
        });
        await app.StartAsync();
        return new Collectors(app, url);
    }

    public async ValueTask DisposeAsync()
    {
        _hanging.Dispose();
        await _healthy.DisposeAsync();
    }

    private static string Url(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
}
