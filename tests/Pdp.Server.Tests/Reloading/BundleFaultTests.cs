using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using Grpc.Health.V1;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Pdp.Bundles;
using Pdp.Bundles.Archives;
using Pdp.Bundles.Archives.Signing;
using Pdp.Bundles.Sources.Https;
using Pdp.Contracts.V1;
using Pdp.Server.Reloading;
using Pdp.Server.Serving;
using Pdp.Server.Settings;
using Pdp.Server.Tests.Support;
using Xunit;
using ReloadOutcome = Pdp.Server.Reloading.ReloadOutcome;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Pdp.Server.Tests.Reloading;

/// <summary>
/// Whatever is wrong with a bundle or with the server that has it is told, what was in force keeps answering, and what is right
/// comes into force afterwards.
/// </summary>
public sealed class BundleFaultTests : IAsyncLifetime
{
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(5);
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("pdp-bundle-faults-");
    private readonly FakeTimeProvider _clock = new(Noon);
    private readonly LogRecorder _log = new();
    private readonly SigningKey _key;
    private readonly SigningKey _other;
    private readonly BundleKeys _keys;
    private readonly Bundle _permit;
    private readonly Bundle _deny;
    private BundleServer _origin = null!;
    private HttpsSource _source = null!;
    private RunningServer _server = null!;
    private Task _following = null!;

    public BundleFaultTests()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        (_key, _other) = (SigningKey.Parse(key.ExportPkcs8PrivateKeyPem()), SigningKey.Parse(other.ExportPkcs8PrivateKeyPem()));
        _keys = BundleKeys.Parse(key.ExportSubjectPublicKeyInfoPem());
        (_permit, _deny) = (Load("permit"), Load("deny"));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static CheckRequest Question => new()
    {
        Subject = new Subject { Type = "user", Id = "u" }, Action = new Pdp.Contracts.V1.Action { Name = "read" },
        Resource = new Resource { Type = "doc", Id = "d" },
    };

    public async ValueTask InitializeAsync()
    {
        _origin = await BundleServer.StartAsync();
        _origin.Offer(Archive(_permit, 5, Noon.AddHours(1)), "\"5\"");
        _source = new HttpsSource(
            new HttpsOptions { Location = BundleLocation.Parse(_origin.Address, out _)!, Keys = _keys, Authorities = [_origin.Certificate] }, new LoadOptions(), _clock);
        var first = FirstPolicies.Of((await _source.ReadAsync(null, Cancellation)).Bundle!, _clock.GetUtcNow());
        _server = await RunningServer.StartAsync(static options => options with { MaxStaleness = Most }, warm: true, bundle: first.Bundle, clock: _clock, log: _log);
        _following = _server.Server.FollowAsync(_source, first);
    }

    public async ValueTask DisposeAsync()
    {
        var stopping = _server.Server.StopAsync();
        while (!stopping.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await stopping;
        await _following;
        await _server.DisposeAsync();
        _source.Dispose();
        await _origin.DisposeAsync();
        _key.Dispose();
        _other.Dispose();
        _place.Delete(recursive: true);
    }

    // whether it counts as reached: only what is signed as it should be tells anything of whether what is in force is the newest
    [Theory]
    [InlineData("cut before its signature", "PDP0421", false, "the archive is cut off")]
    [InlineData("cut at its end", "PDP0421", true, "the archive is cut off")]
    [InlineData("another manifest", "PDP0422", false, "is wrong: the manifest is not what was signed")]
    [InlineData("another document", "PDP0421", true, "the document `p.json` is not the one in the manifest: its digest is another")]
    [InlineData("another key", "PDP0422", false, "which may not sign")]
    [InlineData("no signature", "PDP0422", false, "the bundle is not signed")]
    [InlineData("an older sequence", "PDP0403", true, "the sequence goes back from 5 to 4")]
    [InlineData("the same sequence", "PDP0403", true, "sequence 5 has been in force with the revision `")]
    [InlineData("expired", "PDP0404", true, "the bundle has expired: it must not be relied upon after 2026-03-02T11:59:59Z")]
    [InlineData("expires now", "PDP0404", true, "the bundle has expired: it must not be relied upon after 2026-03-02T12:04:59Z")]
    public async Task A_bundle_with_a_fault_is_refused_and_the_next_good_one_comes_into_force(string fault, string code, bool isReached, string told)
    {
        var good = Archive(_deny, 6);
        _origin.Offer(
            fault switch
            {
                "cut before its signature" => good[..40],
                "cut at its end" => good[..^9],
                "another manifest" => Altered(good, "\"sequence\"", "\"sequenze\""),
                "another document" => Altered(good, "\"effect\": \"deny\"", "\"effect\": \"dent\""),
                "another key" => Archive(_deny, 6, key: _other),
                "no signature" => Archive(_deny, 6, isSigned: false),
                "an older sequence" => Archive(_deny, 4),
                "the same sequence" => Archive(_deny, 5),
                "expired" => Archive(_deny, 6, Noon.AddSeconds(-1)),
                _ => Archive(_deny, 6, Noon + Most - TimeSpan.FromSeconds(1)),
            },
            "\"bad\"");
        await RefusedAsync(code, told, isReached);

        _origin.Offer(good, "\"6\"");
        await ActivatedAsync();
        Assert.Equal(Decision.Deny, (await AskAsync()).Decision);
    }

    [Theory]
    [InlineData(500, "the server answers 500")]
    [InlineData(503, "the server answers 503")]
    [InlineData(302, "the server answers 302: redirects are not followed")]
    [InlineData(404, "the server answers 404")]
    [InlineData(0, "the server broke off while it answered")]
    [InlineData(-1, "the server has not answered to the end within 30s")]
    public async Task A_server_with_a_fault_is_told_and_its_next_good_bundle_comes_into_force(int status, string told)
    {
        var elsewhere = 0;
        _origin.Answer = async context =>
        {
            if (context.Request.Query.Count > 0) elsewhere++;
            if (status > 0) context.Response.StatusCode = status;
            if (status == 302) context.Response.Headers.Location = $"{_origin.Address}?elsewhere";
            if (status == 0) context.Abort();
            if (status < 0) await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };
        await RefusedAsync("PDP0420", $"the bundle cannot be fetched: {told}", isReached: false, waits: status < 0);
        Assert.Equal(0, elsewhere);
        _origin.Offer(Archive(_deny, 6), "\"6\"");
        await ActivatedAsync();
        Assert.Equal(Decision.Deny, (await AskAsync()).Decision);
    }

    [Fact]
    public async Task What_expires_is_stale_until_the_same_documents_come_with_a_later_end()
    {
        var before = await AskAsync();
        // it is reached all the time
        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromHours(1); passed += TimeSpan.FromMinutes(4))
        {
            Assert.Equal(ServingStatus.Serving, await HealthAsync());
            Assert.Equal(ReloadOutcome.Unchanged, (await ReloadAsync()).Outcome);
            _clock.Advance(TimeSpan.FromMinutes(4));
        }

        Assert.Equal(ServingStatus.NotServing, await HealthAsync());
        Assert.Equal("the policies in force expired at 2026-03-02T13:00:00.0000000Z", _server.Server.Serving.Staleness!.Message);
        Assert.Equal(before.Revision, (await AskAsync()).Revision);
        // to reach it again mends nothing
        Assert.Equal(ReloadOutcome.Unchanged, (await ReloadAsync()).Outcome);
        Assert.Equal(ServingStatus.NotServing, await HealthAsync());

        _origin.Offer(Archive(_permit, 6, Noon.AddHours(3)), "\"6\"");
        await ActivatedAsync();
        Assert.Null(_server.Server.Serving.Staleness);
        Assert.Equal(ServingStatus.Serving, await HealthAsync());
        Assert.Equal((Decision.Permit, before.Revision), ((await AskAsync()).Decision, (await AskAsync()).Revision));
    }

    [Fact]
    public async Task What_came_broken_under_the_tag_of_what_is_good_is_fetched_again()
    {
        var good = Archive(_deny, 6);
        _origin.Offer(good[..^9], "\"6\"");
        await RefusedAsync("PDP0421", "the archive is cut off", isReached: true);
        _origin.Offer(good, "\"6\"");
        await ActivatedAsync();
    }

    [Fact]
    public async Task Every_answer_has_the_number_of_the_bundle_in_force_also_where_the_revision_stays()
    {
        var revision = (await AskAsync()).Revision;
        foreach (var sequence in new ulong[] { 5, 6, 4_000_000_000 })
        {
            if (sequence != 5)
            {
                _origin.Offer(Archive(_permit, (long)sequence), $"\"{sequence}\"");
                await ActivatedAsync();
            }

            Assert.Equal((sequence, revision), ((await AskAsync()).Sequence, (await AskAsync()).Revision));
            var batch = new CheckBatchRequest { Subject = Question.Subject, Items = { new CheckBatchItem { Action = Question.Action, Resource = Question.Resource } } };
            Assert.Equal(sequence, Assert.Single((await _server.Decisions.CheckBatchAsync(batch, cancellationToken: Cancellation)).Results).Response.Sequence);
            using var stream = _server.Decisions.CheckStream(cancellationToken: Cancellation);
            await stream.RequestStream.WriteAsync(new CheckStreamRequest { RequestId = 1, Request = Question }, Cancellation);
            Assert.True(await stream.ResponseStream.MoveNext(Cancellation));
            Assert.Equal(sequence, stream.ResponseStream.Current.Response.Sequence);
            var explained = await _server.Decisions.ExplainAsync(new ExplainRequest { Subject = Question.Subject, Action = Question.Action, Resource = Question.Resource }, cancellationToken: Cancellation);
            Assert.Equal(sequence, explained.Response.Sequence);
        }
    }

    // refused now and when it is looked at again, and whether that counts as reached shows in when they become stale
    private async Task RefusedAsync(string code, string told, bool isReached, bool waits = false)
    {
        var before = _server.Server.Serving;
        _clock.Advance(Most - TimeSpan.FromSeconds(1));
        for (var i = 0; i < 2; i++)
        {
            var reloading = ReloadAsync();
            while (waits && !reloading.IsCompleted)
            {
                // not so far that the source counts as out of reach before it is known
                _clock.Advance(TimeSpan.FromMilliseconds(100));
                await Task.Yield();
            }

            Assert.Equal(ReloadOutcome.Refused, (await reloading).Outcome);
            var finding = Assert.Single(_server.Server.Serving.Refusal!.Findings);
            Assert.Equal(code, finding.Code);
            Assert.Contains(told, finding.Message, StringComparison.Ordinal);
            Assert.Equal(_origin.Address, finding.Location.File);
        }

        Assert.Single(_log.Records, static record => record.StartsWith("Error Refused:", StringComparison.Ordinal));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(isReached ? ServingStatus.Serving : ServingStatus.NotServing, await HealthAsync());
        Assert.Same(before.Bundle, _server.Server.Serving.Bundle);
        var answer = await AskAsync();
        Assert.Equal((Decision.Permit, before.Bundle!.Bundle.Revision), (answer.Decision, answer.Revision));
    }

    private async Task ActivatedAsync()
    {
        var result = await ReloadAsync();
        Assert.Empty(result.State.Refusal?.Findings ?? []);
        Assert.Equal(ReloadOutcome.Activated, result.Outcome);
        Assert.Equal(ServingStatus.Serving, await HealthAsync());
    }

    private Task<ReloadResult> ReloadAsync() => _server.Server.ReloadAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

    private async Task<ServingStatus> HealthAsync() =>
        (await new Grpc.Health.V1.Health.HealthClient(_server.Channel).CheckAsync(new HealthCheckRequest(), cancellationToken: Cancellation)).Status;

    private async Task<CheckResponse> AskAsync() => await _server.Decisions.CheckAsync(Question, cancellationToken: Cancellation);

    private Bundle Load(string effect)
    {
        var folder = _place.CreateSubdirectory(effect);
        File.WriteAllText(Path.Combine(folder.FullName, "p.json"), string.Create(CultureInfo.InvariantCulture, $$"""
            {"apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 1, "rules": [{"id": "r", "effect": "{{effect}}"}]}
            """));
        return BundleLoader.Load(folder.FullName).Bundle!;
    }

    private byte[] Archive(Bundle bundle, long sequence, DateTimeOffset? notAfter = null, bool isSigned = true, SigningKey? key = null)
    {
        using var stream = new MemoryStream();
        BundleArchive.Write(stream, bundle, new ManifestFacts { Sequence = sequence, NotAfter = notAfter }, isSigned ? key ?? _key : null);
        return stream.ToArray();
    }

    // a text in it replaced by one as long
    private static byte[] Altered(byte[] archive, string text, string other)
    {
        using var unpacked = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(archive), CompressionMode.Decompress)) gzip.CopyTo(unpacked);
        var tar = unpacked.ToArray();
        var at = tar.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text));
        Assert.True(at > 0, text);
        System.Text.Encoding.UTF8.GetBytes(other).CopyTo(tar, at);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(tar);
        // the beginning as bundles have it
        return [.. archive[..10], .. packed.ToArray()[10..]];
    }
}
