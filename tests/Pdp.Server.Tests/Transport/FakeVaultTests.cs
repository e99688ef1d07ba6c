using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Pdp.Server.Hosting;
using Pdp.Server.Settings;
using Pdp.Server.Tests.Support;
using Pdp.Server.Transport.Vault;
using Xunit;

namespace Pdp.Server.Tests.Transport;

/// <summary>Certificates from Vault's PKI, of a fake that was written from the documentation of its HTTP API: Vault itself was not run.</summary>
public sealed class FakeVaultTests : IAsyncDisposable
{
    private const string Role = "/v1/pki/issue/pdp";

    private readonly Authority _issuing = new("issuing");
    private readonly TlsFolder _files = new();
    private readonly LogRecorder _log = new();
    private readonly WebApplication _vault;
    private readonly List<(string? Token, JsonNode Body)> _calls = [];
    private Func<(int Status, string Body)> _answer = static () => (500, "{}");

    public FakeVaultTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _vault = builder.Build();
        _vault.MapPost(Role, AnswerAsync);
        _files.Put("token", "s.first\n");
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private TlsOptions Tls => new()
    {
        Vault = VaultAddress.Parse(_vault.Urls.Single() + Role, out _), VaultTokenFile = _files["token"],
        VaultNames = ["localhost", "pdp.example.org", "127.0.0.1", "spiffe://example.org/pdp"], Poll = TimeSpan.FromHours(1),
    };

    public async ValueTask DisposeAsync()
    {
        await _vault.DisposeAsync();
        _files.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task A_certificate_is_renewed_after_two_thirds_of_its_time_and_kept_when_that_fails()
    {
        await _vault.StartAsync(Cancelled);
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var (first, second) = (_issuing.Server(), _issuing.Server());
        Issue(first);
        await using var server = await StartAsync(Tls, clock);
        Assert.Equal(Serial(first), server.Server.Tls!.Current.Certificate.SerialNumber);
        using (var client = new TlsClient(server.Server.GrpcEndPoint, _issuing)) await client.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled);
        var (token, body) = Assert.Single(Calls());
        Assert.Equal("s.first", token);
        Assert.Equal(
            """{"format":"pem","private_key_format":"pkcs8","common_name":"localhost","alt_names":"pdp.example.org","uri_sans":"spiffe://example.org/pdp","ip_sans":"127.0.0.1"}""",
            body.ToJsonString());

        // valid from 15 days ago to 15 days from now: two thirds are over in 5 days
        _answer = static () => (503, """{"errors":["Vault is sealed"]}""");
        _files.Put("token", "s.second");
        clock.Advance(TimeSpan.FromDays(5) - TimeSpan.FromMinutes(5));
        Assert.Single(Calls());
        await UntilAsync(clock, TimeSpan.FromMinutes(10), () => _log.Records.Any(static record => record.StartsWith("Error VaultNotIssued", StringComparison.Ordinal) && record.EndsWith("it answers 503: Vault is sealed", StringComparison.Ordinal)));
        Assert.Equal(Serial(first), server.Server.Tls.Current.Certificate.SerialNumber);
        Assert.DoesNotContain(_log.Records, static record => record.Contains("s.second", StringComparison.Ordinal));

        Issue(second);
        await UntilAsync(clock, TimeSpan.FromSeconds(60), () => server.Server.Tls.Current.Certificate.SerialNumber == Serial(second));
        Assert.Equal("s.second", Calls()[^1].Token);
    }

    [Theory]
    [InlineData(403, """{"errors":["permission denied"]}""", "it answers 403: permission denied")]
    [InlineData(400, """{"errors":["common name x not allowed by this role"]}""", "it answers 400: common name x not allowed by this role")]
    [InlineData(404, "<html>", "it answers 404: it does not say why")]
    [InlineData(400, """{"errors":[],"errors":[]}""", "it answers 400: it does not say why")]
    [InlineData(400, """{"errors":["\ud800"]}""", "it answers 400: it does not say why")]
    public async Task A_server_does_not_start_without_one(int status, string body, string told)
    {
        await _vault.StartAsync(Cancelled);
        _answer = () => (status, body);
        var exception = await Assert.ThrowsAsync<StartUpException>(() => StartAsync(Tls));
        Assert.EndsWith(told, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_not_taken_is_followed_by_another_soon()
    {
        await _vault.StartAsync(Cancelled);
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var (first, last) = (_issuing.Server(), _issuing.Server());
        Issue(first);
        await using var server = await StartAsync(Tls, clock);
        Issue(_issuing.Client("no server"));
        clock.Advance(TimeSpan.FromDays(5));
        await UntilAsync(clock, TimeSpan.FromSeconds(10), () => _log.Records.Count(static record => record.StartsWith("Error VaultNotTaken", StringComparison.Ordinal)) >= 2);
        Assert.Equal(Serial(first), server.Server.Tls!.Current.Certificate.SerialNumber);
        Issue(last);
        await UntilAsync(clock, TimeSpan.FromSeconds(10), () => server.Server.Tls.Current.Certificate.SerialNumber == Serial(last));
        Assert.True(clock.GetUtcNow() - TimeProvider.System.GetUtcNow() < TimeSpan.FromDays(6));
    }

    [Fact]
    public async Task A_certificate_that_is_against_the_rules_is_told_for_what_it_is()
    {
        await _vault.StartAsync(Cancelled);
        Issue(_issuing.Client("pep"));
        var exception = await Assert.ThrowsAsync<StartUpException>(() => StartAsync(Tls));
        Assert.Contains(exception.Findings, static finding => finding.Message.Contains("is not for servers", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "malformed")]
    [InlineData("[]", "its answer has no `data`")]
    [InlineData("""{"data":1}""", "its answer has no `data`")]
    [InlineData("""{"data":{}}""", "its answer has no `certificate`")]
    [InlineData("""{"data":{"certificate":"x"}}""", "malformed")]
    [InlineData("""{"data":{"certificate":1}}""", "its answer has no `certificate`")]
    [InlineData("""{"data":{"certificate":"\ud800"}}""", "malformed")]
    public void What_is_no_answer_is_told(string answer, string told) =>
        Assert.Contains(told, Assert.Throws<VaultException>(() => VaultClient.Read(Encoding.UTF8.GetBytes(answer))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("https://vault:8200/v1/pki/issue/pdp", null)]
    [InlineData("https://vault/v1/team/pki/issue/pdp", null)]
    [InlineData("http://127.0.0.1:8200/v1/pki/issue/pdp", null)]
    [InlineData("http://vault:8200/v1/pki/issue/pdp", "whoever is between here and")]
    [InlineData("https://vault:8200/v1/pki/sign/pdp", "expected the address of a role")]
    [InlineData("https://vault:8200/v1/pki/issue/", "expected the address of a role")]
    [InlineData("https://vault:8200/v1/pki/issue/pdp?x", "expected the address of a role")]
    [InlineData("https://u:p@vault/v1/pki/issue/pdp", "expected the address of a role")]
    [InlineData("vault:8200", "expected the address of a role")]
    public void An_address_is_that_of_a_role(string text, string? told)
    {
        Assert.Equal(told is null, VaultAddress.Parse(text, out var error) is not null);
        Assert.StartsWith(told ?? "", error ?? "", StringComparison.Ordinal);
    }

    private List<(string? Token, JsonNode Body)> Calls()
    {
        lock (_calls) return [.. _calls];
    }

    private void Issue(Issued issued)
    {
        var body = new JsonObject
        {
            ["data"] = new JsonObject
            {
                ["certificate"] = issued.Certificate, ["issuing_ca"] = _issuing.Pem, ["ca_chain"] = new JsonArray(_issuing.Pem), ["private_key"] = issued.Key, ["private_key_type"] = "ec",
            },
        }.ToJsonString();
        _answer = () => (200, body);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var body = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
        lock (_calls) _calls.Add((context.Request.Headers["X-Vault-Token"], body));
        var (status, text) = _answer();
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static string Serial(Issued issued)
    {
        using var certificate = issued.Public();
        return certificate.SerialNumber;
    }

    private static async Task UntilAsync(FakeTimeProvider clock, TimeSpan step, Func<bool> holds)
    {
        while (!holds())
        {
            clock.Advance(step);
            await Task.Delay(20, Cancelled);
        }
    }

    private Task<RunningServer> StartAsync(TlsOptions tls, TimeProvider? clock = null) => RunningServer.StartAsync(options => options with { Tls = tls }, clock: clock, log: _log);
}
