using System.Globalization;
using Pdp.Contracts.V1;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Reloading.Kept;

/// <summary>A server whose source is broken when it starts serves what it kept of an earlier run.</summary>
public sealed class KeptStartTests : IDisposable
{
    private const string FailingTest =
        """
        {"apiVersion": "pdp/v1", "kind": "Tests", "beforeActivation": true,
         "tests": [{"name": "nobody may", "subject": {"type": "user", "id": "2"}, "action": "read",
           "resource": {"type": "doc", "id": "d"}, "expect": {"decision": "DENY"}}]}
        """;

    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("pdp-kept-");

    public KeptStartTests() => Directory.CreateDirectory(Policies);

    private string Policies => Path.Combine(_place.FullName, "policies");

    private string State => Path.Combine(_place.FullName, "state");

    public void Dispose() => _place.Delete(recursive: true);

    [Theory]
    [InlineData("a broken file", "bad.json")]
    [InlineData("no folder", "the policy folder does not exist")]
    [InlineData("an older version", "policy `p` goes back from version 2 to 1")]
    [InlineData("a failing test", "test `nobody may` fails")]
    public async Task What_was_kept_is_served_until_the_source_is_whole_again(string fault, string told)
    {
        var revision = await RunOnceAsync(version: 2);
        switch (fault)
        {
            case "a broken file": await WriteAsync("bad.json", "{"); break;
            case "no folder": Directory.Delete(Policies, recursive: true); break;
            case "an older version": await PolicyAsync(1); break;
            default: await WriteAsync("tests.json", FailingTest); break;
        }

        await using (var second = await KeptServer.StartAsync(_place.FullName, Policies, State))
        {
            Assert.Equal(revision, second.Revision);
            Assert.Contains("was kept of an earlier run", await second.LineWithAsync("was kept"), StringComparison.Ordinal);
            var answer = await second.AskAsync(2);
            Assert.Equal((Decision.Permit, revision), (answer.Decision, answer.Revision));
            Assert.Equal(Decision.NotApplicable, (await second.AskAsync(1)).Decision);

            Assert.Contains("kept of an earlier run", (await second.RevisionAsync()).Staleness.Reason, StringComparison.Ordinal);

            Directory.CreateDirectory(Policies);
            foreach (var file in Directory.GetFiles(Policies)) File.Delete(file);
            await PolicyAsync(3);
            await second.LineWithAsync("is in force at revision");
            Assert.Equal(Decision.Permit, (await second.AskAsync(3)).Decision);
            Assert.Null((await second.RevisionAsync()).Staleness);
            await second.StopAsync();
            Assert.Contains(told, await second.ErrorAsync(), StringComparison.Ordinal);
            Assert.Contains($"meanwhile revision {revision}", await second.ErrorAsync(), StringComparison.Ordinal);
        }

        // what came into force since was kept as well
        await WriteAsync("bad.json", "{");
        await using var third = await KeptServer.StartAsync(_place.FullName, Policies, State);
        Assert.Equal(Decision.Permit, (await third.AskAsync(3)).Decision);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task What_was_kept_is_not_relied_upon_when_its_source_was_reached_too_long_ago(string reload)
    {
        await RunOnceAsync(version: 2);
        await WriteAsync("bad.json", "{");
        Directory.Delete(Policies, recursive: true);
        File.SetLastWriteTimeUtc(Path.Combine(State, "last-good"), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await using var second = await KeptServer.StartAsync(_place.FullName, Policies, State, "--max-staleness", "1h", "--when-stale", "indeterminate", "--reload", reload);
        Assert.Equal(Decision.Indeterminate, (await second.AskAsync(2)).Decision);
    }

    [Fact]
    public async Task What_an_operator_has_let_go_back_stays_in_force_when_nobody_says_so_any_more()
    {
        await RunOnceAsync(version: 3);
        await PolicyAsync(2);
        await using (var allowed = await KeptServer.StartAsync(_place.FullName, Policies, State, "--allow-rollback"))
        {
            Assert.Equal(Decision.Permit, (await allowed.AskAsync(2)).Decision);
            await allowed.StopAsync();
        }

        await using var next = await KeptServer.StartAsync(_place.FullName, Policies, State);
        Assert.Equal(Decision.Permit, (await next.AskAsync(2)).Decision);
        await next.StopAsync();
        Assert.Equal("", await next.ErrorAsync());
    }

    [Fact]
    public async Task What_was_kept_of_another_place_is_not_served()
    {
        await RunOnceAsync(version: 2);
        var elsewhere = Path.Combine(_place.FullName, "elsewhere");
        var (code, error) = await RunAsync(elsewhere);
        Assert.Equal(ServerExitCodes.PoliciesDoNotLoad, code);
        Assert.Contains($"the policies in `{elsewhere}` do not load: 1 error, nothing is served", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_nothing_kept_a_broken_source_is_not_served()
    {
        await WriteAsync("bad.json", "{");
        Assert.Equal(ServerExitCodes.PoliciesDoNotLoad, (await RunAsync(Policies)).Code);
    }

    [Fact]
    public async Task What_is_damaged_keeps_the_server_from_starting()
    {
        await RunOnceAsync(version: 2);
        var file = Path.Combine(State, "last-good");
        await File.WriteAllBytesAsync(file, (await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken))[..^1], TestContext.Current.CancellationToken);
        var (code, error) = await RunAsync(Policies);
        Assert.Equal(ServerExitCodes.Failed, code);
        Assert.Contains($"`{file}`, the last good revision, is damaged", error, StringComparison.Ordinal);
        Assert.Contains("  = help: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_servers_do_not_share_a_folder()
    {
        await PolicyAsync(1);
        await using var first = await KeptServer.StartAsync(_place.FullName, Policies, State);
        var (code, _, error) = await ServerProcess.RunAsync(_place.FullName, ["--policies", Policies, "--state", State, "--grpc", "127.0.0.1:0", "--http", "127.0.0.1:0"]);
        Assert.Equal(ServerExitCodes.Failed, code);
        Assert.Contains("another process uses it", error, StringComparison.Ordinal);
    }

    private async Task<string> RunOnceAsync(int version)
    {
        await PolicyAsync(version);
        await using var server = await KeptServer.StartAsync(_place.FullName, Policies, State);
        await server.StopAsync();
        return server.Revision;
    }

    private Task<(int Code, string Error)> RunAsync(string policies) => KeptServer.FailAsync(_place.FullName, ["--policies", policies], State);

    // who asks is of the level that the version is
    private Task PolicyAsync(int version) => WriteAsync("p.json", string.Create(CultureInfo.InvariantCulture, $$"""
        {"apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": {{version}}, "rules": [{"id": "r", "effect": "permit", "when": "subject.id == '{{version}}'"}]}
        """));

    private Task WriteAsync(string file, string text) => File.WriteAllTextAsync(Path.Combine(Policies, file), text, TestContext.Current.CancellationToken);
}
