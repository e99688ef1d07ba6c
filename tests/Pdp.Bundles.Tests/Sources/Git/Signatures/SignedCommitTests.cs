using LibGit2Sharp;
using Microsoft.Extensions.Time.Testing;
using Pdp.Bundles.Activation;
using Pdp.Bundles.Sources.Git;
using Pdp.Bundles.Sources.Git.Signatures;
using Xunit;

namespace Pdp.Bundles.Tests.Sources.Git.Signatures;

/// <summary>A source that asks for signatures reads no commit that has none of those it asks for.</summary>
public sealed class SignedCommitTests : IDisposable
{
    private static readonly Signature Somebody = new("somebody", "somebody@example.org", DateTimeOffset.UnixEpoch);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly Repository _repository;

    public SignedCommitTests() => _repository = new Repository(Repository.Init(_folder.Path, isBare: true));

    public void Dispose()
    {
        _repository.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(AllowedSignersTests.Kinds), MemberType = typeof(AllowedSignersTests))]
    public async Task A_commit_that_is_signed_by_one_who_may_is_read(string kind)
    {
        var commit = Push(kind);
        using var source = Source($"* {AllowedSignersTests.Key(kind)}");
        var result = await source.ReadAsync(null, TestContext.Current.CancellationToken);
        Assert.Empty(result.Diagnostics);
        Assert.Equal(commit, result.Bundle!.Revision);
        Assert.True(result.IsGenuine);
    }

    [Fact]
    public async Task What_is_not_signed_or_by_another_is_refused_and_what_is_in_force_stays()
    {
        var signed = Push("ed25519");
        using var source = Source($"* {AllowedSignersTests.Key("ed25519")}");
        var inForce = (await source.ReadAsync(null, TestContext.Current.CancellationToken)).Bundle!;

        var parent = _repository.Lookup<Commit>(signed);
        var unsigned = _repository.ObjectDatabase.CreateCommit(Somebody, Somebody, "more", parent.Tree, [parent], prettifyMessage: false);
        Lead(unsigned.Id);
        await RefusedAsync(source, inForce, $"commit `{unsigned.Sha}` is refused: it is not signed");

        // the signature of the first commit on another one
        var content = System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(AllowedSignersTests.Vector("commit.txt"))).Replace("first", "second", StringComparison.Ordinal);
        Lead(_repository.ObjectDatabase.CreateCommitWithSignature(content, AllowedSignersTests.Signature("ed25519")));
        await RefusedAsync(source, inForce, "does not fit what it says");

        Push("rsa");
        await RefusedAsync(source, inForce, "which is not among those that may sign");

        // it has been checked when it came into force
        Lead(parent.Id);
        _clock.Advance(TimeSpan.FromDays(10_000));
        Assert.Same(inForce, (await source.ReadAsync(inForce, TestContext.Current.CancellationToken)).Bundle);
    }

    [Fact]
    public async Task A_key_that_may_not_sign_any_more_is_refused_by_the_time_of_the_check()
    {
        Push("ed25519");
        using var source = Source($"* valid-before=\"20260303Z\" {AllowedSignersTests.Key("ed25519")}");
        Assert.NotNull((await source.ReadAsync(null, TestContext.Current.CancellationToken)).Bundle);
        _clock.Advance(TimeSpan.FromDays(1));
        await RefusedAsync(source, null, "which may not sign any more since 2026-03-03");
    }

    private static async Task RefusedAsync(GitSource source, Bundle? inForce, string told)
    {
        var result = await source.ReadAsync(inForce, TestContext.Current.CancellationToken);
        Assert.Null(result.Bundle);
        Assert.False(result.IsGenuine);
        var finding = Assert.Single(result.Diagnostics);
        Assert.Equal(ActivationCodes.WrongCommitSignature, finding.Code);
        Assert.Contains(told, finding.Message, StringComparison.Ordinal);
    }

    private GitSource Source(string signers) => new(
        new GitOptions
        {
            Location = GitLocation.Parse(_folder.Path, out _)!, Reference = "main", Signers = AllowedSigners.Parse(signers, TimeZoneInfo.Utc), Notices = false,
        },
        new LoadOptions(), _clock, Assert.Fail);

    private string Push(string kind)
    {
        using var content = File.OpenRead(AllowedSignersTests.Vector("p.json"));
        var tree = new TreeDefinition().Add("p.json", _repository.ObjectDatabase.CreateBlob(content), Mode.NonExecutableFile);
        var text = System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(AllowedSignersTests.Vector("commit.txt")));
        Assert.StartsWith($"tree {_repository.ObjectDatabase.CreateTree(tree).Sha}\n", text, StringComparison.Ordinal);
        var commit = _repository.ObjectDatabase.CreateCommitWithSignature(text, AllowedSignersTests.Signature(kind));
        Lead(commit);
        return commit.Sha;
    }

    private void Lead(ObjectId commit) => _repository.Refs.Add("refs/heads/main", commit, allowOverwrite: true);
}
