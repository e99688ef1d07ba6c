using Google.Protobuf;
using Pdp.Contracts.V1;
using Pdp.Server.Tests.Support;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Server.Tests.Transport;

/// <summary>Callers in other languages that show certificates: each brings its own TLS.</summary>
public sealed class GrpcPeerTests : IDisposable
{
    private static readonly Peer NodeGrpc = new(
        "@grpc/grpc-js", "npm install --prefix tests/peers", Repository.PathOf("tests", "peers", "node_modules", "@grpc", "grpc-js", "package.json"));

    private readonly TlsFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("python")]
    [InlineData("node")]
    public async Task A_right_certificate_is_answered_and_others_are_not(string language)
    {
        Func<string, string, Task<string>> ask;
        var (servers, clients) = (new Authority("servers"), new Authority("clients"));
        var server = default(RunningServer);
        if (language == "python")
        {
            _ = Peer.Python.PathOrSkip();
            ask = (certificate, key) => RunAsync(Peer.Python, [Script("mtls_peer.py"), .. Arguments(certificate, key)]);
        }
        else
        {
            var library = Path.GetDirectoryName(NodeGrpc.PathOrSkip())!;
            ask = (certificate, key) => RunAsync(Peer.Node, [Script("mtls-peer.cjs"), library, .. Arguments(certificate, key)]);
        }

        _files.PutServer(servers.Server());
        foreach (var (name, issued) in new[]
        {
            ("right", clients.Workload(["spiffe://example.org/pep"])), ("foreign", new Authority("clients").Workload(["spiffe://example.org/pep"])),
            ("other-domain", clients.Workload(["spiffe://example.com/pep"])),
        })
        {
            _files.Put($"{name}.pem", issued.Certificate);
            _files.Put($"{name}.key", issued.Key);
        }

        _files.Put("servers.pem", servers.Pem);
        _files.Put("bundle.pem", clients.Pem);
        var tls = _files.Options with { SpiffeBundles = _files.Options.SpiffeBundles.Add("example.org", _files["bundle.pem"]), Poll = TimeSpan.FromHours(1) };
        await using (server = await RunningServer.StartAsync(options => options with { Tls = tls }))
        {
            Assert.Equal(Decision.Permit, CheckResponse.Parser.ParseFrom(Convert.FromBase64String(await ask(_files["right.pem"], _files["right.key"]))).Decision);
            foreach (var wrong in new[] { "foreign", "other-domain" }) Assert.Equal("UNAVAILABLE", await ask(_files[$"{wrong}.pem"], _files[$"{wrong}.key"]));
            Assert.Equal("UNAVAILABLE", await ask("-", "-"));
        }

        string[] Arguments(string certificate, string key) => [$"localhost:{((System.Net.IPEndPoint)server!.Server.GrpcEndPoint).Port}", _files["servers.pem"], certificate, key];
    }

    private static string Script(string name) => Repository.PathOf("tests", "Pdp.Server.Tests", "Transport", "Peers", name);

    private static async Task<string> RunAsync(Peer peer, string[] arguments)
    {
        var (_, output, error) = await peer.RunAsync(arguments, Convert.ToBase64String(Questions.Permitted.ToByteArray()));
        return output.Trim() is { Length: > 0 } answer ? answer : error;
    }
}
