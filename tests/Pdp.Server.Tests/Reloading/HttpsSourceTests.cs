using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Pdp.Bundles;
using Pdp.Bundles.Archives;
using Pdp.Bundles.Archives.Signing;
using Pdp.Bundles.Sources.Https;
using Pdp.Server.Reloading;
using Pdp.Server.Tests.Support;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Server.Tests.Reloading;

/// <summary>Policies that are fetched from a real server by HTTPS.</summary>
public sealed class HttpsSourceTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly SigningKey _key;
    private readonly BundleKeys _keys;
    private readonly Bundle _bundle = BundleLoader.Load(Repository.PathOf("policies")).Bundle!;
    private BundleServer _server = null!;

    public HttpsSourceTests()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _key = SigningKey.Parse(key.ExportPkcs8PrivateKeyPem());
        _keys = BundleKeys.Parse(key.ExportSubjectPublicKeyInfoPem());
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await BundleServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _key.Dispose();
    }

    [Fact]
    public async Task What_was_read_is_fetched_again_only_when_it_is_another()
    {
        _server.Offer(Archive(1), "\"a\"");
        using var source = Source();
        var first = await source.ReadAsync(null, Cancellation);
        Assert.Equal((_bundle.Revision, 1), (first.Bundle!.Revision, first.Bundle.Origin.Sequence));
        Assert.Same(first.Bundle, (await source.ReadAsync(first.Bundle, Cancellation)).Bundle);
        _server.Offer(Archive(2), "\"b\"");
        Assert.Equal(2, (await source.ReadAsync(first.Bundle, Cancellation)).Bundle!.Origin.Sequence);
        Assert.Equal(["", "\"a\"", "\"a\""], _server.Asked.Select(static one => one.Tag));
    }

    [Fact]
    public async Task What_is_refused_is_not_fetched_again_and_stays_told()
    {
        _server.Offer(Archive(1, isSigned: false), "\"a\"");
        using var source = Source();
        var first = await source.ReadAsync(null, Cancellation);
        Assert.Equal(("PDP0422", false), (Assert.Single(first.Diagnostics).Code, first.IsGenuine));
        Assert.Same(first, await source.ReadAsync(null, Cancellation));
        Assert.Equal(["", "\"a\""], _server.Asked.Select(static one => one.Tag));
    }

    [Fact]
    public async Task A_body_that_is_cut_off_is_asked_for_again()
    {
        var archive = Archive(1);
        _server.Answer = async context =>
        {
            context.Response.Headers.ETag = "\"a\"";
            context.Response.ContentLength = archive.Length;
            await context.Response.Body.WriteAsync(archive.AsMemory(0, archive.Length / 2));
            await context.Response.Body.FlushAsync();
            context.Abort();
        };
        using var source = Source();
        Assert.Equal("the bundle cannot be fetched: the server broke off while it answered", await ProblemAsync(source));
        _server.Offer(archive, "\"a\"");
        Assert.NotNull((await source.ReadAsync(null, Cancellation)).Bundle);
        Assert.Equal(["", ""], _server.Asked.Select(static one => one.Tag));
    }

    [Theory]
    [InlineData(500, "the server answers 500")]
    [InlineData(404, "the server answers 404")]
    [InlineData(304, "the server answers 304, but was not asked whether it has something else")]
    [InlineData(302, "the server answers 302: redirects are not followed")]
    [InlineData(403, "the server answers 403: it does not let this server have the bundle")]
    public async Task A_status_that_is_no_answer_is_told(int status, string told)
    {
        _server.Answer = context =>
        {
            context.Response.StatusCode = status;
            if (status == 302) context.Response.Headers.Location = _server.Address;
            return Task.CompletedTask;
        };
        using var source = Source();
        Assert.Equal($"the bundle cannot be fetched: {told}", await ProblemAsync(source));
        Assert.Single(_server.Asked);
    }

    [Fact]
    public async Task What_was_read_is_known_after_a_failure()
    {
        _server.Offer(Archive(1), "\"a\"");
        using var source = Source();
        var bundle = (await source.ReadAsync(null, Cancellation)).Bundle;
        _server.Answer = Status(503);
        Assert.Equal("the bundle cannot be fetched: the server answers 503", await ProblemAsync(source));
        _server.Offer(Archive(1), "\"a\"");
        Assert.Same(bundle, (await source.ReadAsync(bundle, Cancellation)).Bundle);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_hangs_or_trickles_is_given_up(bool trickles)
    {
        var arrived = new TaskCompletionSource();
        _server.Answer = async context =>
        {
            if (trickles)
            {
                await context.Response.Body.WriteAsync(new byte[1]);
                await context.Response.Body.FlushAsync();
            }

            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };
        using var source = Source();
        var problem = ProblemAsync(source);
        await arrived.Task.WaitAsync(Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("the bundle cannot be fetched: the server has not answered to the end within 30s", await problem);
    }

    [Fact]
    public async Task More_than_the_limit_is_not_taken()
    {
        _server.Offer(new byte[1001], "\"a\"");
        using var source = Source(static options => options with { Limits = new ArchiveLimits { MaxArchiveBytes = 1000 } });
        Assert.Equal("the bundle cannot be fetched: the server sends more than 1000 bytes", await ProblemAsync(source));
    }

    [Fact]
    public async Task A_server_whose_certificate_is_not_trusted_is_not_asked()
    {
        _server.Offer(Archive(1), "\"a\"");
        using var source = Source(static options => options with { Authorities = null });
        Assert.Equal(
            "the bundle cannot be fetched: the certificate of the server is not trusted, or no encrypted connection comes about", await ProblemAsync(source));
        Assert.Empty(_server.Asked);
    }

    [Fact]
    public async Task A_server_that_waits_tells_of_what_is_new_at_once()
    {
        _server.Offer(Archive(1), "\"a\"");
        using var source = Source();
        var first = await source.ReadAsync(null, Cancellation);
        var (asked, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        _server.Answer = async context =>
        {
            asked.TrySetResult();
            await release.Task;
            context.Response.Headers.ETag = "\"b\"";
            await context.Response.Body.WriteAsync(Archive(2));
        };
        var waiting = source.WaitAsync(Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(30));
        await asked.Task.WaitAsync(Cancellation);
        Assert.Equal(("\"a\"", "wait=30"), (_server.Asked[^1].Tag, _server.Asked[^1].Prefer));
        Assert.False(waiting.IsCompleted);
        release.SetResult();
        await waiting;
        Assert.Equal(2, (await source.ReadAsync(first.Bundle, Cancellation)).Bundle!.Origin.Sequence);
        Assert.Equal(2, _server.Asked.Count);
    }

    [Fact]
    public async Task What_comes_of_waiting_is_dropped_when_something_else_was_read_meanwhile()
    {
        _server.Offer(Archive(1), "\"a\"");
        using var source = Source();
        var first = await source.ReadAsync(null, Cancellation);
        var (asked, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        _server.Answer = async context =>
        {
            asked.TrySetResult();
            await release.Task;
            context.Response.Headers.ETag = "\"b\"";
            await context.Response.Body.WriteAsync(Archive(2));
        };
        var waiting = source.WaitAsync(Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(30));
        await asked.Task.WaitAsync(Cancellation);
        _server.Offer(Archive(3), "\"c\"");
        var third = await source.ReadAsync(first.Bundle, Cancellation);
        Assert.Equal(3, third.Bundle!.Origin.Sequence);
        release.SetResult();
        await waiting;
        Assert.Same(third.Bundle, (await source.ReadAsync(third.Bundle, Cancellation)).Bundle);
        Assert.Equal(["", "\"a\"", "\"a\"", "\"c\""], _server.Asked.Select(static one => one.Tag));
    }

    [Fact]
    public async Task A_server_that_fails_is_asked_more_and_more_seldom_and_not_before_it_wants_to_be()
    {
        _server.Offer(Archive(1), "\"a\"");
        using var source = Source();
        var first = await source.ReadAsync(null, Cancellation);
        _server.Answer = context =>
        {
            context.Response.StatusCode = 503;
            // the third time it asks for a pause
            if (_server.Asked.Count == 4) context.Response.Headers.RetryAfter = "120";
            return Task.CompletedTask;
        };
        // what may pass before it is asked, at least and at most; the spread is a quarter
        foreach (var (least, most) in new[] { (0.75, 1.0), (0.75, 1.0), (1.5, 2.0), (120.0, 120.0), (6.0, 8.0), (12.0, 16.0), (22.5, 30.0), (22.5, 30.0) })
        {
            var count = _server.Asked.Count;
            var waiting = source.WaitAsync(Cancellation);
            _clock.Advance(TimeSpan.FromSeconds(least) - TimeSpan.FromMilliseconds(1));
            Assert.False(waiting.IsCompleted);
            Assert.Equal(count, _server.Asked.Count);
            _clock.Advance(TimeSpan.FromSeconds(most - least) + TimeSpan.FromMilliseconds(1));
            await waiting.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
            Assert.Equal(count + 1, _server.Asked.Count);
            Assert.Null((await source.ReadAsync(first.Bundle, Cancellation)).Bundle);
            Assert.Equal(count + 1, _server.Asked.Count);
        }

        // back: that is news though nothing has changed, and it is asked to wait again
        _server.Offer(Archive(1), "\"a\"");
        var back = source.WaitAsync(Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(30));
        await back.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        Assert.Same(first.Bundle, (await source.ReadAsync(first.Bundle, Cancellation)).Bundle);
        Assert.Equal("", _server.Asked[^1].Prefer);
    }

    [Fact]
    public async Task A_server_that_wants_to_be_left_alone_says_so_to_who_would_read_it_and_a_wait_that_is_broken_off_does_not_begin_anew()
    {
        _server.Offer(Archive(1), "\"a\"");
        using var source = Source();
        var first = await source.ReadAsync(null, Cancellation);
        Assert.Equal(TimeSpan.Zero, source.Pause);
        _server.Answer = static context =>
        {
            (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (503, "120");
            return Task.CompletedTask;
        };
        Assert.Null((await source.ReadAsync(first.Bundle, Cancellation)).Bundle);
        Assert.Equal(TimeSpan.FromSeconds(120), source.Pause);
        _server.Offer(Archive(1), "\"a\"");
        using (var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancellation))
        {
            var broken = source.WaitAsync(ending.Token);
            _clock.Advance(TimeSpan.FromSeconds(100));
            await ending.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => broken);
        }

        Assert.Equal(TimeSpan.FromSeconds(20), source.Pause);
        var waiting = source.WaitAsync(Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal((false, 2), (waiting.IsCompleted, _server.Asked.Count));
        _clock.Advance(TimeSpan.FromSeconds(1));
        await waiting.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        Assert.Equal((TimeSpan.Zero, 3), (source.Pause, _server.Asked.Count));
    }

    [Fact]
    public async Task A_server_that_waits_is_made_to_wait_again_after_a_reading_that_found_nothing_new()
    {
        _server.Offer(Archive(1), "\"a\"");
        using var source = Source();
        var first = await source.ReadAsync(null, Cancellation);
        _server.Offer(Archive(2), "\"b\"");
        var (offer, asked, release) = (_server.Answer, new TaskCompletionSource(), new TaskCompletionSource());
        _server.Answer = async context =>
        {
            if (context.Request.Headers.ContainsKey("Prefer"))
            {
                asked.TrySetResult();
                await release.Task.WaitAsync(context.RequestAborted);
            }

            await offer(context);
        };
        var waiting = source.WaitAsync(Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(20));
        release.SetResult();
        await waiting.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        var second = await source.ReadAsync(first.Bundle, Cancellation);
        Assert.Equal(2, second.Bundle!.Origin.Sequence);
        Assert.Same(second.Bundle, (await source.ReadAsync(second.Bundle, Cancellation)).Bundle);
        // the clock stands still from here on
        (asked, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var again = source.WaitAsync(ending.Token);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => again);
    }

    [Theory]
    [InlineData("good", false)]
    [InlineData("refused for what it says", false)]
    [InlineData("not signed", true)]
    public async Task A_source_that_has_nothing_new_counts_as_reached_unless_what_it_has_is_not_genuine(string has, bool isStale)
    {
        _server.Offer(Archive(1, isSigned: has != "not signed"), "\"a\"");
        using var source = Source(load: has == "refused for what it says" ? new LoadOptions { MaxJsonDepth = 1 } : null);
        var first = await source.ReadAsync(null, Cancellation);
        Assert.Equal((has == "good", !isStale), (first.Bundle is not null, first.IsGenuine));

        await using var server = await RunningServer.StartAsync(static options => options with { MaxStaleness = TimeSpan.FromMinutes(5) }, bundle: _bundle, clock: _clock);
        var following = server.Server.FollowAsync(source, FirstPolicies.Of(_bundle, _clock.GetUtcNow()));
        var begun = _clock.GetUtcNow();
        while (_clock.GetUtcNow() - begun < TimeSpan.FromMinutes(8))
        {
            var count = Count();
            _clock.Advance(TimeSpan.FromSeconds(30));
            while (Count() == count) await Task.Delay(1, Cancellation);
        }

        Assert.Equal(isStale, server.Server.Serving.Staleness is not null);
        Assert.All(_server.Asked.Skip(1), static one => Assert.Equal("\"a\"", one.Tag));

        var stopping = server.Server.StopAsync();
        while (!stopping.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await stopping;
        await following;

        int Count()
        {
            lock (_server.Asked) return _server.Asked.Count;
        }
    }

    [Theory]
    [InlineData("\"a\"")]
    [InlineData(null)]
    public async Task What_is_refused_is_looked_at_again_when_somebody_says_so(string? tag)
    {
        var archive = Archive(1, isSigned: false);
        _server.Answer = tag is null ? async context => await context.Response.Body.WriteAsync(archive) : _server.Answer;
        if (tag is not null) _server.Offer(archive, tag);
        using var source = Source();
        var first = await source.ReadAsync(null, Cancellation);
        Assert.Same(first, await source.ReadAsync(null, Cancellation));
        source.Reconsider();
        var second = await source.ReadAsync(null, Cancellation);
        Assert.NotSame(first, second);
        Assert.Equal("PDP0422", Assert.Single(second.Diagnostics).Code);
        Assert.Equal(["", tag ?? "", ""], _server.Asked.Select(static one => one.Tag));
    }

    [Fact]
    public async Task The_token_is_read_anew_each_time_and_told_nowhere()
    {
        var file = Path.GetTempFileName();
        try
        {
            _server.Answer = Status(401);
            using var source = Source(options => options with { TokenFile = file });
            Assert.Contains("the token file", await ProblemAsync(source), StringComparison.Ordinal);
            foreach (var token in new[] { "secret-1", "secret-2" })
            {
                await File.WriteAllTextAsync(file, token + "\n", Cancellation);
                Assert.DoesNotContain("secret", await ProblemAsync(source), StringComparison.Ordinal);
            }

            Assert.Equal(["Bearer secret-1", "Bearer secret-2"], _server.Asked.Select(static one => one.Token));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("http://bundles.example/p.tgz")]
    [InlineData("https://user:secret@bundles.example/p.tgz")]
    [InlineData("ftp://bundles.example/p.tgz")]
    [InlineData("policies.tgz")]
    [InlineData("")]
    public void Only_https_or_this_machine_is_asked_and_secrets_do_not_stand_in_addresses(string address)
    {
        Assert.Null(BundleLocation.Parse(address, out var error));
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
        Assert.NotNull(BundleLocation.Parse("http://127.0.0.1:8080/p.tgz", out _));
    }

    private static RequestDelegate Status(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    private byte[] Archive(long sequence, bool isSigned = true)
    {
        using var stream = new MemoryStream();
        BundleArchive.Write(stream, _bundle, new ManifestFacts { Sequence = sequence }, isSigned ? _key : null);
        return stream.ToArray();
    }

    private HttpsSource Source(Func<HttpsOptions, HttpsOptions>? change = null, LoadOptions? load = null)
    {
        var options = new HttpsOptions { Location = BundleLocation.Parse(_server.Address, out _)!, Keys = _keys, Authorities = [_server.Certificate] };
        return new HttpsSource(change is null ? options : change(options), load ?? new LoadOptions(), _clock);
    }

    private static async Task<string> ProblemAsync(HttpsSource source)
    {
        var result = await source.ReadAsync(null, Cancellation);
        Assert.False(result.IsGenuine);
        var finding = Assert.Single(result.Diagnostics);
        Assert.Equal("PDP0420", finding.Code);
        return finding.Message;
    }
}
