using System.Text.RegularExpressions;
using Grpc.Net.Client;
using Pdp.Audit.Files;
using Pdp.Audit.Verifying;
using Pdp.Contracts.V1;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Deployment;

/// <summary>The server with no more rights than the manifests and the unit leave it.</summary>
public sealed class ContainerTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("RuntimeDefault")]
    [InlineData("the unit's filter")]
    public async Task It_starts_decides_records_and_ends_without_rights_on_a_root_that_cannot_be_written(string calls)
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("containers are Linux's");
            return;
        }

        using var container = Container.Start(
            calls == "RuntimeDefault" ? SystemCalls.RuntimeDefault() : await SystemCalls.OfUnitAsync(), Fixture.Documents,
            "--policies", "/etc/pdp/policies", "--grpc", "127.0.0.1:0", "--http", "127.0.0.1:0", "--state", "/var/lib/pdp/state", "--audit", "required", "--audit-dir", "/var/lib/pdp/audit");
        var line = await container.LineWithAsync("serving `");
        using var http = new HttpClient { BaseAddress = new Uri("http://" + Regex.Match(line, "HTTP on (\\S+)").Groups[1].Value) };
        Assert.Equal("ready\n", await http.GetStringAsync(new Uri("/readyz", UriKind.Relative), Cancelled));
        using (var channel = GrpcChannel.ForAddress("http://" + Regex.Match(line, "gRPC on ([^ ,]+),").Groups[1].Value))
        {
            Assert.Equal(Decision.Permit, (await new DecisionService.DecisionServiceClient(channel).CheckAsync(Questions.Permitted, cancellationToken: Cancelled)).Decision);
        }

        // what it was to run without, it ran without
        var status = await container.StatusAsync();
        Assert.Equal("1654\t1654\t1654\t1654", status["Uid"]);
        Assert.All(["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"], set => Assert.Equal("0000000000000000", status[set]));
        Assert.Equal(("1", "2"), (status["NoNewPrivs"], status["Seccomp"]));

        var (code, error) = await container.StopAsync();
        Assert.True(code == 0, error);
        using var verifier = new AuditVerifier(keys: null);
        var files = LogFile.In(Path.Combine(container.Volume, "audit"));
        Assert.True(verifier.Verify(files, cancellation: Cancelled).IsIntact);
        var log = string.Concat(files.Select(static file => File.ReadAllText(file.Path)));
        Assert.Contains("\"decision\":\"PERMIT\"", log, StringComparison.Ordinal);
        Assert.Contains("\"kind\":\"stop\"", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_to_be_written_elsewhere_than_to_its_volumes_keeps_it_from_starting()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("containers are Linux's");
            return;
        }

        using var container = Container.Start(SystemCalls.RuntimeDefault(), Fixture.Documents, "--policies", "/etc/pdp/policies", "--audit", "bounded", "--audit-dir", "/audit");
        var (code, error) = await container.EndAsync();
        Assert.Equal(ServerExitCodes.Failed, code);
        Assert.Contains("the decision log's folder `/audit` cannot be used: Read-only file system", error, StringComparison.Ordinal);
    }
}
