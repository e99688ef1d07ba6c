using System.Text.Json.Nodes;
using Pdp.TestKit.Workloads;

namespace Pdp.Server.Tests.Transport;

/// <summary>A Workload API on a socket of its own, and what it says of a server.</summary>
internal sealed class Workloads : IAsyncDisposable
{
    public const string ServerId = "spiffe://example.org/pdp";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pdp-wl-");
    private WorkloadAgent? _agent;

    public Authority Own { get; } = new("example.org");

    public Authority Other { get; } = new("example.com");

    public string Address => $"unix://{Path.Combine(_folder.FullName, "agent.sock")}";

    public string HttpSocket => Path.Combine(_folder.FullName, "http.sock");

    public WorkloadAgent Agent => _agent!;

    public async Task StartAsync(CancellationToken cancellation) => _agent = await WorkloadAgent.StartAsync(Address, cancellation);

    public async Task CrashAsync() => await _agent!.DisposeAsync();

    public Issued Server() => Own.Workload([ServerId]);

    public Issued Client() => Own.Workload(["spiffe://example.org/pep"]);

    /// <summary>All that it says when nothing is wrong.</summary>
    public JsonObject State(Issued server, Issued? keyOf = null, string id = ServerId, bool federated = true, params string[] crls) => new()
    {
        ["x509"] = new JsonObject
        {
            ["svids"] = new JsonArray(new JsonObject
            {
                ["id"] = id, ["chain"] = Der(server.Certificate), ["key"] = Der((keyOf ?? server).Key), ["bundle"] = Der(Own.Pem), ["hint"] = "internal",
            }),
            ["crl"] = new JsonArray([.. crls.Select(static crl => JsonValue.Create(Der(crl)))]),
            ["federated"] = federated ? new JsonObject { ["spiffe://example.com"] = Der(Other.Pem) } : [],
        },
    };

    public async ValueTask DisposeAsync()
    {
        if (_agent is not null) await _agent.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string Der(string pem) => Convert.ToBase64String(Pdp.Server.Transport.PemBlocks.Read(System.Text.Encoding.ASCII.GetBytes(pem))!.Single().Bytes);
}
