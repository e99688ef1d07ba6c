using System.Text;
using LibGit2Sharp;
using Pdp.Bundles.Activation;
using Pdp.Bundles.Sources.Git;
using Pdp.Bundles.Sources.Git.Signatures;
using Pdp.TestKit.Peers;
using Xunit;
using Repository = LibGit2Sharp.Repository;

namespace Pdp.Bundles.Tests.Sources.Git.Signatures;

/// <summary>Commits and tags that git itself signs with keys of ssh, whatever the encoding of what they say.</summary>
public sealed class LiveSignatureTests : IAsyncLifetime
{
    private readonly string _place = Directory.CreateTempSubdirectory("pdp-signed-").FullName;

    private string Checkout => Path.Combine(_place, "checkout");

    public async ValueTask InitializeAsync()
    {
        foreach (var name in new[] { "own", "other" }) await RunAsync(Peer.SshKeygen, "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", Path.Combine(_place, name));
        Repository.Init(Checkout);
        await File.WriteAllTextAsync(Path.Combine(Checkout, "p.json"), TestRepository.Policy("p"), TestContext.Current.CancellationToken);
        await GitAsync("add", "p.json");
    }

    public ValueTask DisposeAsync()
    {
        TestRepository.Delete(_place);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("ascii", "restrict exports")]
    [InlineData("utf-8", "Ausfuhr beschränken")]
    [InlineData("latin1", "Ausfuhr beschränken")]
    public async Task A_commit_is_read_when_the_key_that_signed_it_may(string encoding, string message)
    {
        var (_, octets) = await SignAsync(encoding, message);
        Assert.Equal(encoding == "latin1", octets.AsSpan().IndexOf((byte)0xe4) >= 0);
        var commit = Head();
        var result = await ReadAsync("own");
        Assert.Empty(result.Diagnostics);
        Assert.Equal(commit, result.Bundle!.Revision);
        await RefusedAsync("other", "which is not among those that may sign");
    }

    [Theory]
    [InlineData("ascii", "restrict exports")]
    [InlineData("latin1", "Ausfuhr beschränken")]
    public async Task No_octet_of_what_is_signed_may_be_another(string encoding, string message)
    {
        var (signature, octets) = await SignAsync(encoding, message);
        using var git = new Repository(Checkout);
        for (var at = octets.AsSpan().IndexOf("\n\n"u8) + 2; at < octets.Length; at += 3)
        {
            var changed = octets.ToArray();
            // one that is no UTF-8 either way
            changed[at] = (byte)(changed[at] == 0xf6 ? 0xfc : 0xf6);
            Assert.Equal(octets[..signature], changed[..signature]);
            git.Refs.Add("refs/heads/main", git.ObjectDatabase.Write<Commit>(changed), allowOverwrite: true);
            await RefusedAsync("own", "does not fit what it says", "main");
        }
    }

    [Fact]
    public async Task A_commit_with_two_signatures_has_none()
    {
        var (start, octets) = await SignAsync("ascii", "restrict exports");
        var end = octets.AsSpan().IndexOf("\n\n"u8) + 1;
        using var git = new Repository(Checkout);
        byte[] doubled = [.. octets[..end], .. octets[start..end], .. octets[end..]];
        git.Refs.Add("refs/heads/main", git.ObjectDatabase.Write<Commit>(doubled), allowOverwrite: true);
        await RefusedAsync("own", "its signature is damaged", "main");
    }

    [Theory]
    [InlineData("own", "own", null)]
    [InlineData("other", "own", null)]
    [InlineData("own", "other", null)]
    [InlineData(null, "own", null)]
    [InlineData("own", null, null)]
    [InlineData("other", "other", "which is not among those that may sign; nor does the tag `v1` vouch for it: it is signed with key")]
    [InlineData(null, "other", "it is not signed; nor does the tag `v1` vouch for it: it is signed with key")]
    [InlineData(null, null, "it is not signed; nor does the tag `v1` vouch for it: it is not signed")]
    public async Task A_tag_is_read_when_it_or_its_commit_is_signed_by_a_key_that_may(string? commit, string? tag, string? told)
    {
        await CommitAsync(commit);
        await TagAsync("v1", tag);
        if (told is not null)
        {
            await RefusedAsync("own", told, "v1");
            return;
        }

        var result = await ReadAsync("own", "refs/tags/v1");
        Assert.Empty(result.Diagnostics);
        Assert.Equal(Head(), result.Bundle!.Revision);
    }

    [Fact]
    public async Task A_tag_that_was_signed_vouches_only_for_its_own_commit_under_its_own_name()
    {
        await CommitAsync(null);
        await TagAsync("v1", "own");
        var first = Head();
        using var git = new Repository(Checkout);
        var signed = git.Refs["refs/tags/v1"].TargetIdentifier;
        var octets = RawObject.Reader!.Read(git, new ObjectId(signed), 1024 * 1024);

        // under another name, and as a branch
        git.Refs.Add("refs/tags/v2", signed);
        await RefusedAsync("own", "nor does the tag `v2` vouch for it: it was signed as `v1`", "v2");
        git.Refs.Add("refs/heads/v3", git.Head.Tip.Sha);
        await RefusedAsync("own", "is refused: it is not signed", "v3");

        // a tag without an object of its own
        git.Refs.Add("refs/tags/light", git.Head.Tip.Sha);
        await RefusedAsync("own", "is refused: it is not signed", "light");

        // any octet before the signature
        var start = octets.AsSpan().IndexOf("-----BEGIN"u8);
        for (var at = octets.AsSpan().IndexOf("\n\n"u8) + 2; at < start; at += 3)
        {
            var changed = octets.ToArray();
            changed[at] ^= 1;
            git.Refs.Add("refs/tags/v1", git.ObjectDatabase.Write<TagAnnotation>(changed), allowOverwrite: true);
            await RefusedAsync("own", "does not fit what it says", "v1");
        }

        // and another commit
        await CommitAsync(null, "more");
        var other = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(octets).Replace(first, Head(), StringComparison.Ordinal));
        git.Refs.Add("refs/tags/v1", git.ObjectDatabase.Write<TagAnnotation>(other), allowOverwrite: true);
        await RefusedAsync("own", "does not fit what it says", "v1");
    }

    [Fact]
    public async Task A_tag_of_a_tag_vouches_for_the_commit_that_it_leads_to()
    {
        await CommitAsync(null);
        await TagAsync("inner", null);
        await TagAsync("outer", "own", "inner");
        var result = await ReadAsync("own", "outer");
        Assert.Empty(result.Diagnostics);
        Assert.Equal(Head(), result.Bundle!.Revision);
        await RefusedAsync("own", "vouch for it: it is not signed", "inner");
    }

    [Fact]
    public async Task Where_the_library_is_another_nothing_is_taken_for_signed()
    {
        await SignAsync("ascii", "restrict exports");
        Assert.NotNull(RawObject.Reader);
        Assert.Null(RawObject.Of("git2-of-another-version"));
        Assert.Null(RawObject.Of("c"));
        Assert.Null(RawObject.Of(null));
        using var git = new Repository(Checkout);
        var signers = AllowedSigners.Parse("* " + await File.ReadAllTextAsync(Path.Combine(_place, "own.pub"), TestContext.Current.CancellationToken), TimeZoneInfo.Utc);
        var tip = new GitTip(git.Info.Path, git.Head.Tip.Sha, Tag: null);
        Assert.Null(CommitSignature.Check(git, git.Head.Tip, tip, signers, DateTimeOffset.UnixEpoch));
        var problem = CommitSignature.Check(null, git, git.Head.Tip, tip, signers, DateTimeOffset.UnixEpoch)!;
        Assert.Equal(ActivationCodes.WrongCommitSignature, problem.Code);
        Assert.Contains("its signature cannot be checked", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("object a\ntag v\n\nm\n-----BEGIN SSH SIGNATURE-----\nx\n", "-----BEGIN SSH SIGNATURE-----\nx\n", "object a\ntag v\n\nm\n")]
    [InlineData("m\n-----BEGIN PGP SIGNATURE-----\nx\n-----BEGIN SSH SIGNATURE-----\ny", "-----BEGIN SSH SIGNATURE-----\ny", "m\n-----BEGIN PGP SIGNATURE-----\nx\n")]
    [InlineData("m -----BEGIN SSH SIGNATURE-----\n", null, "m -----BEGIN SSH SIGNATURE-----\n")]
    [InlineData("", null, "")]
    public void A_signature_of_a_tag_covers_all_before_it(string tag, string? signature, string before)
    {
        var (found, covered) = SignedOctets.OfTag(Encoding.UTF8.GetBytes(tag));
        Assert.Equal((signature, before), (found, Encoding.UTF8.GetString(covered)));
    }

    [Theory]
    [InlineData("tree a\ngpgsig x\n y\nauthor b\n\ngpgsig z\n", "x\ny\n", "tree a\nauthor b\n\ngpgsig z\n")]
    [InlineData("tree a\nmergetag object c\n gpgsig x\n\nm", null, "tree a\nmergetag object c\n gpgsig x\n\nm")]
    [InlineData("tree a\ngpgsig-sha256 x\n y\ngpgsig z\n\nm", "z\n", "tree a\n\nm")]
    [InlineData("tree a\ngpgsig x", "x", "tree a\n")]
    [InlineData("", null, "")]
    public void A_signature_covers_all_but_itself(string commit, string? signature, string rest)
    {
        var (found, covered) = SignedOctets.Of(Encoding.UTF8.GetBytes(commit));
        Assert.Equal((signature, rest), (found, Encoding.UTF8.GetString(covered)));
    }

    private async Task RefusedAsync(string allowed, string told, string? reference = null)
    {
        var result = await ReadAsync(allowed, reference);
        Assert.Null(result.Bundle);
        var finding = Assert.Single(result.Diagnostics);
        Assert.Equal(ActivationCodes.WrongCommitSignature, finding.Code);
        Assert.Contains(told, finding.Message, StringComparison.Ordinal);
    }

    private async Task<LoadResult> ReadAsync(string allowed, string? reference = null)
    {
        var key = await File.ReadAllTextAsync(Path.Combine(_place, allowed + ".pub"), TestContext.Current.CancellationToken);
        using var scene = new GitScene(Checkout, o => o with { Reference = reference, Notices = false, Signers = AllowedSigners.Parse("* " + key, TimeZoneInfo.Utc) });
        return await scene.ReadAsync();
    }

    // the octets of the commit, and where its signature begins
    private async Task<(int Signature, byte[] Commit)> SignAsync(string encoding, string message)
    {
        var file = Path.Combine(_place, "message");
        var isLatin = encoding == "latin1";
        await File.WriteAllBytesAsync(file, (isLatin ? Encoding.Latin1 : Encoding.UTF8).GetBytes(message + "\n"), TestContext.Current.CancellationToken);
        // what is not declared git turns into UTF-8
        string[] declared = isLatin ? ["-c", "i18n.commitEncoding=ISO-8859-1"] : [];
        await GitAsync([.. declared, "commit", "-q", "-S", "-F", file]);
        using var git = new Repository(Checkout);
        var octets = RawObject.Reader!.Read(git, git.Head.Tip.Id, 1024 * 1024);
        return (octets.AsSpan().IndexOf("gpgsig "u8), octets);
    }

    private Task CommitAsync(string? key, string message = "restrict exports") => key is null
        ? GitAsync("commit", "-q", "--allow-empty", "-m", message)
        : GitAsync("-c", $"user.signingKey={Path.Combine(_place, key)}", "commit", "-q", "--allow-empty", "-S", "-m", message);

    private Task TagAsync(string name, string? key, string of = "HEAD") => key is null
        ? GitAsync("tag", "-a", "-m", "released", name, of)
        : GitAsync("-c", $"user.signingKey={Path.Combine(_place, key)}", "tag", "-s", "-m", "released", name, of);

    private string Head()
    {
        using var git = new Repository(Checkout);
        return git.Head.Tip.Sha;
    }

    private Task GitAsync(params string[] arguments) => RunAsync(
        Peer.Git,
        [
            "-C", Checkout, "-c", "user.name=somebody", "-c", "user.email=somebody@example.org", "-c", "gpg.format=ssh",
            "-c", $"user.signingKey={Path.Combine(_place, "own")}", .. arguments,
        ]);

    private static async Task RunAsync(Peer program, params string[] arguments)
    {
        var (code, _, error) = await program.RunAsync(arguments);
        Assert.True(code == 0, error);
    }
}
