namespace Pdp.Samples;

/// <summary>The service behind the gateway: it knows nothing of policies, and believes the header that the gateway sets.</summary>
internal static class Backend
{
    /// <summary>Starts it.</summary>
    /// <param name="url">Where it listens.</param>
    /// <returns>The service, and where it listens in the end.</returns>
    public static async Task<WebApplication> StartAsync(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url);
        var app = builder.Build();
        app.Map("/documents/{id}", (string id, HttpRequest request) => $"{request.Method} {id} for {request.Headers["x-user"]}");
        app.Map("/folders/{folder}", (string folder, HttpRequest request) => $"{request.Method} {folder} for {request.Headers["x-user"]}");
        await app.StartAsync();
        return app;
    }
}
