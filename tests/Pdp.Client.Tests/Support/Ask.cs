using System.Net;

namespace Pdp.Client.Tests.Support;

/// <summary>Questions whose right answers are known, and clients to ask them.</summary>
internal static class Ask
{
    /// <summary>Alice owns the roadmap.</summary>
    public static AccessRequest Permitted() => Who("alice");

    /// <summary>Gustav works for another company.</summary>
    public static AccessRequest Denied() => Who("gustav");

    public static AccessRequest Who(string id, string document = "roadmap", string action = "read", TimeSpan? timeout = null) => new()
    {
        Subject = new PdpSubject("user", id), Action = action, Resource = new PdpResource("document", document), Timeout = timeout,
    };

    /// <summary>A client of a PDP; its first calls may take long, since everything is new to the process.</summary>
    public static PdpClient Client(EndPoint endPoint, Action<PdpClientOptions>? set = null)
    {
        var options = new PdpClientOptions { Endpoints = [$"http://{endPoint}"] };
        set?.Invoke(options);
        return new PdpClient(options);
    }

    /// <summary>Asks until the answer permits; none of those before may be wrong.</summary>
    public static async Task UntilPermittedAsync(this PdpClient client, CancellationToken cancellation)
    {
        while (!(await client.CheckAsync(Permitted(), cancellation)).IsPermitted) await Task.Delay(10, cancellation);
    }
}
