using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace Pdp.Client.Tests.Settings;

/// <summary>Wrong options are told when the application starts, all of them.</summary>
public sealed class PdpClientOptionsTests
{
    [Theory]
    [InlineData("", "expected `http://HOST:PORT`")]
    [InlineData("127.0.0.1:50051", "expected `http://HOST:PORT`")]
    [InlineData("ftp://127.0.0.1:50051", "expected `http://HOST:PORT`")]
    [InlineData("http://127.0.0.1:50051/path", "expected `http://HOST:PORT`")]
    [InlineData("http://user@127.0.0.1:50051", "expected no user")]
    [InlineData("unix:relative.sock", "expected `http://HOST:PORT`")]
    [InlineData("dns:///pdp.internal", "expected `http://HOST:PORT`")]
    [InlineData("http://10.1.2.3:50051", "`AllowPlaintext`")]
    [InlineData("http://pdp.internal:50051", "`AllowPlaintext`")]
    [InlineData("dns:///pdp.internal:50051", "`AllowPlaintext`")]
    public void An_endpoint_that_is_wrong_or_not_safe_is_refused(string endpoint, string says)
    {
        var thrown = Assert.Throws<OptionsValidationException>(() => new PdpClient(new PdpClientOptions { Endpoints = [endpoint] }));

        Assert.Contains(says, Assert.Single(thrown.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var thrown = Assert.Throws<OptionsValidationException>(() => new PdpClient(new PdpClientOptions
        {
            Endpoints = ["http://127.0.0.1:1", "https://pdp.internal:2", "unix:/run/pdp.sock"],
            Timeout = TimeSpan.Zero, MaxAttempts = 0, MaxConcurrentChecks = 0, MaxBatchItems = 0, MaxRequestBytes = 0, MaxResponseBytes = 0,
            HedgingDelay = TimeSpan.FromHours(1), DnsRefreshInterval = TimeSpan.Zero,
            CircuitBreaker = { FailureRatio = double.NaN, MinimumThroughput = 0, SamplingDuration = TimeSpan.Zero, ProbeInterval = TimeSpan.Zero },
            Streaming = { MaxStreams = 0, FromConcurrentChecks = -1 },
            Tls = { CertificateFile = "client.pem", RefreshInterval = TimeSpan.Zero },
            Cache = { PermitLifetime = TimeSpan.FromDays(1), DenyLifetime = TimeSpan.FromDays(1), MaxEntries = 0, Heartbeat = TimeSpan.Zero },
        }));

        Assert.Equal(22, thrown.Failures.Count());
    }

    [Fact]
    public async Task A_host_does_not_start_with_wrong_options()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddPdpClient(options => options.Endpoints.Add("http://pdp.internal:50051"));
        using var host = builder.Build();

        await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Clients_have_their_own_options_by_name()
    {
        var services = new ServiceCollection();
        services.AddPdpClient(options => options.Endpoints.Add("http://127.0.0.1:1"));
        services.AddPdpClient("other", options => options.Endpoints.Add("http://127.0.0.1:2"));
        await using var provider = services.BuildServiceProvider();

        var usual = provider.GetRequiredService<IPdpClient>();
        var other = provider.GetRequiredKeyedService<IPdpClient>("other");

        Assert.NotSame(usual, other);
        Assert.Same(usual, provider.GetRequiredService<IPdpClient>());
        Assert.Equal("http://127.0.0.1:2", provider.GetRequiredService<IOptionsMonitor<PdpClientOptions>>().Get("other").Endpoints.Single());
    }
}
