using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Pdp.LoadBenchmarks.Servers;

/// <summary>
/// Minimal APIs that take AuthZEN's evaluations and decide nothing. <c>bound</c> is what whoever writes one gets: the body is bound to
/// records, the answer written from one. <c>read</c> reads the body, drops it, and sends octets that were made before.
/// </summary>
internal static class HttpNoopServer
{
    private static readonly byte[] Answer = """{"decision":true}"""u8.ToArray();

    public static async Task RunAsync(string kind, int port)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port));
        await using var app = builder.Build();
        if (kind == "bound") app.MapPost("/access/v1/evaluation", static (Evaluation _) => new Evaluated(true));
        else app.MapPost("/access/v1/evaluation", ReadAsync);
        await app.RunAsync();
    }

    private static async Task ReadAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync();
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) break;
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = Answer.Length;
        await context.Response.BodyWriter.WriteAsync(Answer);
    }

    private sealed record Evaluation(Entity Subject, Verb Action, Entity Resource, JsonElement? Context = null);

    private sealed record Entity(string Type, string Id, JsonElement? Properties = null);

    private sealed record Verb(string Name, JsonElement? Properties = null);

    private sealed record Evaluated(bool Decision);
}
