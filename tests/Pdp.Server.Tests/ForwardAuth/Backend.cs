using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Pdp.Server.Tests.ForwardAuth;

/// <summary>An application behind a gateway: it answers everything, and remembers what reached it.</summary>
internal sealed class Backend : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Backend(WebApplication app) => _app = app;

    /// <summary>What reached it: method, target, and the headers that tell who asks.</summary>
    public ConcurrentQueue<string> Reached { get; } = new();

    public int Port { get; private set; }

    public static async Task<Backend> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var backend = new Backend(app);
        app.Run(backend.Answer);
        await app.StartAsync(Xunit.TestContext.Current.CancellationToken);
        backend.Port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
        return backend;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Answer(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        Reached.Enqueue($"{context.Request.Method} {target} {context.Request.Headers["X-Auth-Subject"]}");
        await context.Response.WriteAsync($"hello {context.Request.Headers["X-Auth-Subject"]}");
    }
}
