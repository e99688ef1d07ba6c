using System.Globalization;
using Pdp.Bundles;
using Pdp.Bundles.Sources;
using Pdp.Bundles.Sources.Watching;
using Pdp.Contracts.V1;
using Pdp.Server.Reloading;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Reloading;

/// <summary>Changes of a folder come into force while the server answers, or are refused and told.</summary>
public sealed class ReloadTests : IAsyncLifetime
{
    private readonly string _place = Directory.CreateTempSubdirectory("pdp-reload-").FullName;
    private readonly LogRecorder _log = new();
    private FolderSource _source = null!;
    private RunningServer _server = null!;
    private Task _following = null!;

    public async ValueTask InitializeAsync()
    {
        Write("p.json", Policy(1, "permit"));
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.Server.StopAsync();
        await _server.DisposeAsync();
        await _following;
        _source.Dispose();
        Directory.Delete(_place, recursive: true);
    }

    [Fact]
    public async Task A_saved_change_comes_into_force_and_its_revision_is_named()
    {
        var before = await AskAsync();
        Assert.Equal(Decision.Permit, before.Decision);
        await ChangedAsync(() => Write("p.json", Policy(2, "deny")));
        var after = await AskAsync();
        Assert.Equal(Decision.Deny, after.Decision);
        Assert.NotEqual(before.Revision, after.Revision);
    }

    [Theory]
    [InlineData("{", "PDP0004")]
    [InlineData("", "PDP0004")]
    public async Task A_broken_file_is_refused_and_told_and_what_was_in_force_stays(string text, string code)
    {
        var before = await AskAsync();
        await ChangedAsync(() => Write("q.json", text));
        Assert.Equal(before.Revision, (await AskAsync()).Revision);
        Assert.Contains(code, Assert.Single(_server.Server.Serving.Refusal!.Findings).Code, StringComparison.Ordinal);
        await ChangedAsync(() => File.Delete(At("q.json")));
        Assert.Null(_server.Server.Serving.Refusal);
        Assert.Equal(before.Revision, (await AskAsync()).Revision);
    }

    [Fact]
    public async Task Another_folder_of_the_same_commit_is_another_state_of_the_policies()
    {
        var checkout = Directory.CreateTempSubdirectory("pdp-commit-").FullName;
        var link = Path.Combine(checkout, "current");
        foreach (var effect in new[] { "permit", "deny" })
        {
            Directory.CreateDirectory(Path.Combine(checkout, effect));
            await File.WriteAllTextAsync(Path.Combine(checkout, effect, "p.json"), Policy(1, effect), TestContext.Current.CancellationToken);
        }

        LibGit2Sharp.Repository.Init(checkout);
        using (var repository = new LibGit2Sharp.Repository(checkout))
        {
            LibGit2Sharp.Commands.Stage(repository, "*");
            var somebody = new LibGit2Sharp.Signature("somebody", "somebody@example.org", DateTimeOffset.UnixEpoch);
            repository.Commit("both", somebody, somebody, new LibGit2Sharp.CommitOptions());
        }

        Directory.CreateSymbolicLink(link, "permit");
        using var source = new FolderSource(link, new LoadOptions(), new WatchOptions { Notices = false, Poll = TimeSpan.FromHours(1) }, TimeProvider.System, Assert.Fail);
        var bundle = (await source.ReadAsync(null, TestContext.Current.CancellationToken)).Bundle!;
        await using var server = await RunningServer.StartAsync(warm: false, bundle: bundle);
        var following = server.Server.FollowAsync(source, FirstPolicies.Of(bundle, TimeProvider.System.GetUtcNow()));
        Directory.Delete(link);
        Directory.CreateSymbolicLink(link, "deny");
        var result = await server.Server.ReloadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Pdp.Server.Reloading.ReloadOutcome.Activated, result.Outcome);
        Assert.Equal((bundle.Revision, Decision.Deny), (result.State.Bundle!.Bundle.Revision, (await server.Decisions.CheckAsync(Question(), cancellationToken: TestContext.Current.CancellationToken)).Decision));
        await server.Server.StopAsync();
        await following;
        foreach (var file in new DirectoryInfo(checkout).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })) file.Attributes = FileAttributes.Normal;
        Directory.Delete(checkout, recursive: true);
    }

    [Fact]
    public async Task A_vanished_folder_keeps_what_was_in_force()
    {
        var aside = _place + "-aside";
        await ChangedAsync(() => Directory.Move(_place, aside));
        Assert.Contains("does not exist", Assert.Single(_server.Server.Serving.Refusal!.Findings).Message, StringComparison.Ordinal);
        Assert.Equal(Decision.Permit, (await AskAsync()).Decision);
        await ChangedAsync(() => Directory.Move(aside, _place));
        Assert.Null(_server.Server.Serving.Refusal);
    }

    [Fact]
    public async Task An_older_version_of_a_policy_is_refused()
    {
        await ActivatedAsync(() => Write("p.json", Policy(3, "deny")));
        await ChangedAsync(() => Write("p.json", Policy(2, "permit")));
        Assert.Equal(Decision.Deny, (await AskAsync()).Decision);
        var finding = Assert.Single(_server.Server.Serving.Refusal!.Findings);
        Assert.Equal("policy `p` goes back from version 3 to 2", finding.Message);
    }

    [Fact]
    public async Task A_test_that_must_pass_before_activation_refuses_what_fails_it()
    {
        const string Tests =
            """
            {"apiVersion": "pdp/v1", "kind": "Tests", "beforeActivation": true,
             "tests": [{"name": "is allowed", "subject": {"type": "user", "id": "u"}, "action": "read",
               "resource": {"type": "doc", "id": "d"}, "expect": {"decision": "PERMIT"}}]}
            """;
        await ActivatedAsync(() => Write("tests.json", Tests));
        await ChangedAsync(() => Write("p.json", Policy(2, "deny")));
        Assert.Equal(Decision.Permit, (await AskAsync()).Decision);
        var finding = Assert.Single(_server.Server.Serving.Refusal!.Findings);
        Assert.Equal(("PDP0401", "tests.json"), (finding.Code, finding.Location.File));
        Assert.StartsWith("test `is allowed` fails: decision: expected", finding.Message, StringComparison.Ordinal);
    }

    private static string Policy(int version, string effect) => string.Create(CultureInfo.InvariantCulture, $$"""
        {"apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": {{version}}, "rules": [{"id": "r", "effect": "{{effect}}"}]}
        """);

    private async Task StartAsync()
    {
        _source = new FolderSource(
            _place, new LoadOptions(), new WatchOptions { Poll = TimeSpan.FromMinutes(10) }, TimeProvider.System, Assert.Fail);
        var (bundle, findings) = await _source.ReadAsync(null, TestContext.Current.CancellationToken);
        Assert.Empty(findings);
        _server = await RunningServer.StartAsync(warm: false, bundle: bundle, log: _log);
        _following = _server.Server.FollowAsync(_source, FirstPolicies.Of(bundle!, TimeProvider.System.GetUtcNow()));
    }

    private async Task ActivatedAsync(System.Action change)
    {
        await ChangedAsync(change);
        Assert.Empty(_server.Server.Serving.Refusal?.Findings ?? []);
    }

    // until the server has activated or refused
    private async Task ChangedAsync(System.Action change)
    {
        var state = _server.Server.Serving;
        change();
        await state.Changed.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    private static CheckRequest Question() => new()
    {
        Subject = new Subject { Type = "user", Id = "u" }, Action = new Pdp.Contracts.V1.Action { Name = "read" },
        Resource = new Resource { Type = "doc", Id = "d" },
    };

    private async Task<CheckResponse> AskAsync() => await _server.Decisions.CheckAsync(
        new CheckRequest
        {
            Subject = new Subject { Type = "user", Id = "u" }, Action = new Pdp.Contracts.V1.Action { Name = "read" },
            Resource = new Resource { Type = "doc", Id = "d" },
        },
        cancellationToken: TestContext.Current.CancellationToken);

    private string At(string path) => Path.Combine(_place, path);

    // as most editors save
    private void Write(string path, string text)
    {
        File.WriteAllText(At($".{path}.tmp"), text);
        File.Move(At($".{path}.tmp"), At(path), overwrite: true);
    }
}
