using System.Diagnostics;
using System.Globalization;
using Pdp.Contracts.V1;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Transport;

/// <summary>Calls on open connections that are plain, encrypted, and encrypted with a certificate of the client, in turns.</summary>
public sealed class EncryptionCostTests : IDisposable
{
    private const int Turn = 100;

    private readonly TlsFolder _files = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static int Calls => int.Parse(Environment.GetEnvironmentVariable("PDP_TLS_CALLS") ?? "200", CultureInfo.InvariantCulture);

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_certificate_is_verified_once_for_all_calls_of_a_connection()
    {
        var authority = new Authority("authority");
        _files.PutServer(authority.Server());
        _files.Put("clients.pem", authority.Pem);
        var tls = _files.Options with { Poll = TimeSpan.FromHours(1) };
        await using var plain = await RunningServer.StartAsync();
        await using var encrypted = await RunningServer.StartAsync(options => options with { Tls = tls });
        await using var mutual = await RunningServer.StartAsync(options => options with { Tls = tls with { ClientAuthorities = _files["clients.pem"] } });
        using var nameless = new TlsClient(encrypted.Server.GrpcEndPoint, authority);
        using var named = new TlsClient(mutual.Server.GrpcEndPoint, authority, authority.Client("pep"));
        (string Kind, DecisionService.DecisionServiceClient Client, List<double> Times)[] kinds =
            [("plain", plain.Decisions, []), ("TLS", nameless.Decisions, []), ("TLS with a certificate of the client", named.Decisions, [])];
        for (var made = 0; made < Calls; made += Turn)
        {
            foreach (var (_, client, times) in kinds)
            {
                var start = Stopwatch.GetTimestamp();
                for (var i = 0; i < Turn; i++) Assert.Equal(Decision.Permit, (await client.CheckAsync(Questions.Permitted, cancellationToken: Cancelled)).Decision);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds / Turn);
            }
        }

        foreach (var (kind, _, times) in kinds)
        {
            times.Sort();
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind}: {times[times.Count / 2]:0.0} µs a call in the middle, {times[0]:0.0} least, of {times.Count} turns of {Turn}"));
        }

        Assert.Single(mutual.Server.Tls!.Connected);
        Assert.Empty(encrypted.Server.Tls!.Connected);
    }
}
