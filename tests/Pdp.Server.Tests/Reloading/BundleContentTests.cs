using System.Globalization;
using System.Security.Cryptography;
using LibGit2Sharp;
using Pdp.Bundles;
using Pdp.Bundles.Archives;
using Pdp.Bundles.Archives.Signing;
using Pdp.Bundles.Sources.Https;
using Pdp.Contracts.V1;
using Pdp.Server.Reloading;
using Pdp.Server.Tests.Support;
using Xunit;
using ReloadOutcome = Pdp.Server.Reloading.ReloadOutcome;

namespace Pdp.Server.Tests.Reloading;

/// <summary>Bundles of two folders of one commit have the same revision and are not the same.</summary>
public sealed class BundleContentTests : IDisposable
{
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("pdp-content-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        // git marks its objects as read-only
        foreach (var file in _place.GetFiles("*", SearchOption.AllDirectories)) file.Attributes = FileAttributes.Normal;
        _place.Delete(recursive: true);
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData(5L, 6L, true)]
    [InlineData(5L, 5L, false)]
    public async Task The_second_is_other_content(long? first, long? second, bool isTaken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signing = SigningKey.Parse(key.ExportPkcs8PrivateKeyPem());
        var (permit, deny) = Bundles();
        Assert.Equal(permit.Revision, deny.Revision);
        await using var origin = await BundleServer.StartAsync();
        origin.Offer(Archive(permit, first, signing), "\"1\"");
        using var source = new HttpsSource(
            new HttpsOptions { Location = BundleLocation.Parse(origin.Address, out _)!, Keys = BundleKeys.Parse(key.ExportSubjectPublicKeyInfoPem()), Authorities = [origin.Certificate] },
            new LoadOptions(), TimeProvider.System);
        var bundle = (await source.ReadAsync(null, Cancellation)).Bundle!;
        await using var server = await RunningServer.StartAsync(warm: false, bundle: bundle);
        var following = server.Server.FollowAsync(source, FirstPolicies.Of(bundle, TimeProvider.System.GetUtcNow()));
        origin.Offer(Archive(deny, second, signing), "\"2\"");
        var result = await server.Server.ReloadAsync(Cancellation);
        Assert.Equal(isTaken ? ReloadOutcome.Activated : ReloadOutcome.Refused, result.Outcome);
        if (!isTaken)
        {
            var finding = Assert.Single(result.State.Refusal!.Findings);
            Assert.Equal(
                ("PDP0403", $"sequence 5 has been in force with the revision `{permit.Revision}`, and is now to be the same with other documents"),
                (finding.Code, finding.Message));
        }

        var answer = await AskAsync(server);
        Assert.Equal((isTaken ? Decision.Deny : Decision.Permit, permit.Revision), (answer.Decision, answer.Revision));
        await server.Server.StopAsync();
        await following;
    }

    private static async Task<CheckResponse> AskAsync(RunningServer server) => await server.Decisions.CheckAsync(
        new CheckRequest
        {
            Subject = new Subject { Type = "user", Id = "u" }, Action = new Pdp.Contracts.V1.Action { Name = "read" },
            Resource = new Resource { Type = "doc", Id = "d" },
        },
        cancellationToken: Cancellation);

    private static byte[] Archive(Bundle bundle, long? sequence, SigningKey key)
    {
        using var stream = new MemoryStream();
        BundleArchive.Write(stream, bundle, new ManifestFacts { Sequence = sequence }, key);
        return stream.ToArray();
    }

    private (Bundle Permit, Bundle Deny) Bundles()
    {
        foreach (var effect in new[] { "permit", "deny" })
        {
            File.WriteAllText(Path.Combine(_place.CreateSubdirectory(effect).FullName, "p.json"), string.Create(CultureInfo.InvariantCulture, $$"""
                {"apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 1, "rules": [{"id": "r", "effect": "{{effect}}"}]}
                """));
        }

        Repository.Init(_place.FullName);
        using var git = new Repository(_place.FullName);
        Commands.Stage(git, "*");
        var somebody = new Signature("somebody", "somebody@example.org", DateTimeOffset.UnixEpoch);
        git.Commit("both", somebody, somebody);
        return (Load("permit"), Load("deny"));

        Bundle Load(string effect) => BundleLoader.Load(Path.Combine(_place.FullName, effect), cancellation: Cancellation).Bundle!;
    }
}
