using System.Net;
using Pdp.Server.Settings;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Transport;

/// <summary>
/// Files as the templates of Vault Agent write them: Vault Agent itself was not run. It writes a template's file beside the old one and renames it;
/// other tools, and a template that runs a command of its own, write in place, piece by piece.
/// </summary>
public sealed class VaultAgentTests : IDisposable
{
    private static readonly Authority Issuing = new("issuing");

    private readonly TlsFolder _files = new();
    private readonly LogRecorder _log = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _files.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task One_file_of_certificate_authority_and_key_written_in_place_is_taken_when_it_is_whole()
    {
        var (first, second) = (Issuing.Server(), Issuing.Server());
        var path = _files["pki.pem"];
        _files.Put("pki.pem", Bundle(first));
        await using var server = await StartAsync(_files.Options with { Certificate = path, Key = path });
        Assert.Equal(Serial(first), await ShownAsync(server));
        var text = Bundle(second);

        // cut off before, in and between the blocks
        foreach (var length in new[] { 0, 30, 300, second.Certificate.Length + 1, second.Certificate.Length + Issuing.Pem.Length + 60, text.Length - 20 })
        {
            await File.WriteAllTextAsync(path, text[..length], Cancelled);
            server.Server.Tls!.Look();
            Assert.Equal(Serial(first), await ShownAsync(server));
        }

        await File.WriteAllTextAsync(path, text, Cancelled);
        server.Server.Tls!.Look();
        Assert.Equal(Serial(second), await ShownAsync(server));
        Assert.DoesNotContain(_log.Records, static record => record.Contains("TlsRefused", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("server.pem", "server.key")]
    [InlineData("server.key", "server.pem")]
    public async Task Two_files_written_one_after_the_other_are_taken_when_they_fit(string before, string after)
    {
        var (first, second) = (Issuing.Server(), Issuing.Server());
        _files.PutServer(first);
        await using var server = await StartAsync(_files.Options);
        foreach (var (name, shown) in new[] { (before, first), (after, second) })
        {
            await File.WriteAllTextAsync(_files[name], name == "server.key" ? second.Key : second.Certificate + "\n" + Issuing.Pem, Cancelled);
            server.Server.Tls!.Look();
            Assert.Equal(Serial(shown), await ShownAsync(server));
        }

        Assert.DoesNotContain(_log.Records, static record => record.Contains("TlsRefused", StringComparison.Ordinal));
    }

    // the order of `{{ .Cert }}{{ .CA }}{{ .Key }}`, which the documentation of Vault Agent's `pkiCert` shows
    private static string Bundle(Issued issued) => issued.Certificate + "\n" + Issuing.Pem + "\n" + issued.Key + "\n";

    private static string Serial(Issued issued)
    {
        using var certificate = issued.Public();
        return certificate.SerialNumber;
    }

    private static async Task<string?> ShownAsync(RunningServer server)
    {
        using var client = new TlsClient(server.Server.HttpEndPoint, Issuing, version: HttpVersion.Version11);
        await client.Http.GetStringAsync("/healthz", Cancelled);
        return client.ServerSerial;
    }

    private Task<RunningServer> StartAsync(TlsOptions tls) => RunningServer.StartAsync(options => options with { Tls = tls with { Poll = TimeSpan.FromHours(1) } }, log: _log);
}
