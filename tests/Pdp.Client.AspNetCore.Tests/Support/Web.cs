using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Pdp.Client.AspNetCore.Tests.Support;

/// <summary>An application on a port of its own.</summary>
internal sealed class Web : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Web(WebApplication app) => (_app, Client) = (app, new HttpClient { BaseAddress = new Uri(app.Urls.First()) });

    /// <summary>Calls it.</summary>
    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>An application that is authorized by a PDP.</summary>
    public static WebApplicationBuilder Builder(EndPoint pdp, Action<PdpAuthorizationOptions>? options = null, Action<PdpClientOptions>? client = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddAuthentication("header").AddScheme<AuthenticationSchemeOptions, HeaderScheme>("header", null);
        builder.Services.AddPdpClient(settings =>
        {
            settings.Endpoints.Add($"http://{pdp}");
            settings.Timeout = TimeSpan.FromSeconds(10);
            client?.Invoke(settings);
        });
        builder.Services.AddPdpAuthorization(options);
        return builder;
    }

    /// <summary>Starts it.</summary>
    public static async Task<Web> StartAsync(WebApplicationBuilder builder, Action<WebApplication> map)
    {
        var app = builder.Build();
        map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new Web(app);
    }

    /// <summary>Gets a page.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="claims">Who asks; null: nobody.</param>
    public async Task<Reply> GetAsync(string path, string? claims = "sub=alice")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (claims is not null) request.Headers.Add("x-claims", claims);
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return new Reply(
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.RetryAfter?.Delta,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>What came back.</summary>
internal sealed record Reply(int Status, string? Type, TimeSpan? RetryAfter, string Body);
