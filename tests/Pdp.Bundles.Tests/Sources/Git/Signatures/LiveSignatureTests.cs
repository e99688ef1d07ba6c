using System.Text;
using LibGit2Sharp;
using Pdp.Bundles.Activation;
using Pdp.Bundles.Sources.Git;
using Pdp.Bundles.Sources.Git.Signatures;
using Pdp.TestKit.Peers;
using Xunit;
using Repository = LibGit2Sharp.Repository;

namespace Pdp.Bundles.Tests.Sources.Git.Signatures;

/// <summary>Commits that git itself signs with keys of ssh, whatever the encoding of what they say.</summary>
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
        var octets = RawObject.Read(git, git.Head.Tip.Id, 1024 * 1024);
        return (octets.AsSpan().IndexOf("gpgsig "u8), octets);
    }

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
