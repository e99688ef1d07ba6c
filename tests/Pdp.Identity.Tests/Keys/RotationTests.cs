using System.Security.Cryptography;
using Pdp.Identity.Settings;
using Pdp.Identity.Tests.Kit;
using Pdp.Identity.Tokens;
using Xunit;
using static Pdp.Identity.Tests.Kit.Forge;

namespace Pdp.Identity.Tests.Keys;

/// <summary>Keys come and go.</summary>
public sealed class RotationTests
{
    [Fact]
    public async Task A_withdrawn_key_is_refused_at_the_next_reading_though_its_token_was_kept()
    {
        var documents = new FakeDocuments(Bench.GoodSet);
        await using var bench = await Bench.StartAsync(documents);
        Assert.Equal(TokenProblem.None, await bench.Problem(Good()));

        documents.Document = Set(Jwk(Curve, "curve"));
        bench.Time.Advance(TimeSpan.FromMinutes(5));
        await bench.Verifier.RefreshAsync();

        Assert.Equal(TokenProblem.KeyUnknown, await bench.Problem(Good(("exp", $"{Seconds(9000)}"))));
    }

    [Fact]
    public async Task A_failed_reading_leaves_the_keys_until_they_are_too_old()
    {
        var documents = new FakeDocuments(Bench.GoodSet);
        await using var bench = await Bench.StartAsync(documents);
        var token = Good(("exp", $"{Seconds(1_000_000)}"));

        documents.Document = null;
        bench.Time.Advance(TimeSpan.FromHours(24));
        await bench.Verifier.RefreshAsync();
        Assert.Equal(TokenProblem.None, await bench.Problem(token));
        Assert.Contains(bench.Told, told => told == (Issuer, "out of reach"));

        bench.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TokenProblem.KeysUnavailable, await bench.Problem(token));
    }

    [Fact]
    public async Task A_bad_set_is_told_and_leaves_the_set_before()
    {
        var documents = new FakeDocuments(Bench.GoodSet);
        await using var bench = await Bench.StartAsync(documents);

        documents.Document = Set(Jwk(Curve, "curve"), Jwk(Curve, "curve"));
        await bench.Verifier.RefreshAsync();

        Assert.Equal(TokenProblem.None, await bench.Problem(Good()));
        Assert.Contains("got `curve` again", Assert.Single(bench.Told).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_that_were_never_read_refuse()
    {
        await using var bench = await Bench.StartAsync(new FakeDocuments("") { Document = null });

        Assert.False(bench.Verifier.HasAllKeys);
        Assert.Equal(TokenProblem.KeysUnavailable, await bench.Problem(Good()));
    }

    [Fact]
    public async Task An_unknown_key_is_looked_for_but_not_more_often_than_the_pace_allows()
    {
        var documents = new FakeDocuments(Bench.GoodSet);
        await using var bench = await Bench.StartAsync(documents);
        Assert.Equal(1, documents.Reads);

        for (var i = 0; i < 300; i++) Assert.Equal(TokenProblem.KeyUnknown, await bench.Problem(Token(Header(kid: $"k{i}"), Claims())));
        Assert.Equal(1, documents.Reads);

        bench.Time.Advance(TimeSpan.FromSeconds(10));
        documents.Document = Set(Jwk(Rsa, "new"));
        for (var i = 0; i < 300; i++) await bench.Problem(Token(Header(kid: $"k{i}"), Claims()));
        Assert.Equal(2, documents.Reads);
        Assert.Equal(TokenProblem.None, await bench.Problem(Token(Header(kid: "new"), Claims())));
    }

    [Fact]
    public async Task Keys_are_read_no_later_than_the_pace_says_and_not_by_all_at_once()
    {
        var all = Enumerable.Range(0, 20).Select(static _ => new FakeDocuments(Bench.GoodSet)).ToArray();
        var benches = new List<Bench>();
        foreach (var documents in all) benches.Add(await Bench.StartAsync(documents));
        Advance(269);
        Assert.All(all, static documents => Assert.Equal(1, documents.Reads));
        Advance(16);
        while (all.All(static documents => documents.Reads == 1)) await Task.Delay(1, TestContext.Current.CancellationToken);
        Assert.Contains(all, static documents => documents.Reads == 1);
        Advance(15);
        while (all.Any(static documents => documents.Reads < 2)) await Task.Delay(1, TestContext.Current.CancellationToken);
        foreach (var bench in benches) await bench.DisposeAsync();

        void Advance(int seconds)
        {
            foreach (var bench in benches) bench.Time.Advance(TimeSpan.FromSeconds(seconds));
        }
    }

    [Fact]
    public async Task Keys_that_are_given_up_during_their_first_reading_are_read_no_more()
    {
        var documents = new FakeDocuments(Bench.GoodSet) { Gate = new TaskCompletionSource() };
        var time = new CountedTimers();
        var verifier = new TokenVerifier(new IdentitySettings { Issuers = [Bench.Access()] }, time, _ => documents);
        var starting = verifier.StartAsync();
        while (documents.Reads == 0) await Task.Delay(1, TestContext.Current.CancellationToken);
        var giving = verifier.DisposeAsync().AsTask();
        documents.Gate.SetResult();
        await giving;
        await starting;

        Assert.Equal(0, time.Timers);
    }

    [Fact]
    public void What_was_made_is_given_up_when_the_rest_cannot_be_made()
    {
        var first = new FakeDocuments(Bench.GoodSet);
        var settings = new IdentitySettings { Issuers = [Bench.Access(), Bench.Access("https://other.example")] };
        Assert.Throws<CryptographicException>(() => new TokenVerifier(
            settings, TimeProvider.System, place => place.Index == 0 ? first : throw new CryptographicException("no authority")));
        Assert.True(first.IsDisposed);
    }

    [Fact]
    public async Task Whether_a_token_stands_is_asked_without_garbage()
    {
        await using var bench = await Bench.StartAsync();
        var token = (await bench.Verify(Good())).Token!;
        Assert.True(bench.Verifier.Stands(token));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) bench.Verifier.Stands(token);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        await using var another = await Bench.StartAsync();
        Assert.False(another.Verifier.Stands(token));
    }

    [Fact]
    public async Task Another_key_under_a_name_that_was_used_is_not_taken_for_the_one_before()
    {
        var documents = new FakeDocuments(Bench.GoodSet);
        await using var bench = await Bench.StartAsync(documents);
        Assert.Equal(TokenProblem.None, await bench.Problem(Good()));

        documents.Document = Set(Jwk(OtherRsa, "rsa"));
        await bench.Verifier.RefreshAsync();

        Assert.Equal(TokenProblem.SignatureWrong, await bench.Problem(Good()));
    }

    [Fact]
    public async Task A_thousand_rotations_under_load_fail_no_good_token_and_take_no_withdrawn_one()
    {
        var rotations = int.TryParse(Environment.GetEnvironmentVariable("PDP_KEY_ROTATIONS"), out var asked) ? asked : 1000;
        using var first = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var documents = new FakeDocuments(Set(Jwk(first, "k0")));
        await using var bench = await Bench.StartAsync(documents);
        long good = 0, failed = 0, taken = 0;
        var signers = new[] { first, ECDsa.Create(ECCurve.NamedCurves.nistP256), ECDsa.Create(ECCurve.NamedCurves.nistP256) };
        string Signed(int index, string id) => Token(Header("ES256", $"k{index}"), Claims(("jti", Quoted(id))),
            input => { lock (signers[index % 3]) return signers[index % 3].SignData(input, HashAlgorithmName.SHA256); });

        // A good token is of the key that is in force before and after its verification; a withdrawn one was so before it.
        var current = Signed(0, "first");
        using var done = new CancellationTokenSource();
        var load = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                var token = Volatile.Read(ref current);
                var problem = await bench.Problem(token);
                if (ReferenceEquals(token, Volatile.Read(ref current)) && problem != TokenProblem.None) Interlocked.Increment(ref failed);
                Interlocked.Increment(ref good);
            }
        }, TestContext.Current.CancellationToken)).ToArray();

        for (var i = 1; i <= rotations; i++)
        {
            var old = current;
            documents.Document = Set(Jwk(signers[(i - 1) % 3], $"k{i - 1}"), Jwk(signers[i % 3], $"k{i}"));
            await bench.Verifier.RefreshAsync();
            Volatile.Write(ref current, Signed(i, $"t{i}"));
            documents.Document = Set(Jwk(signers[i % 3], $"k{i}"));
            await bench.Verifier.RefreshAsync();
            if (await bench.Problem(old) == TokenProblem.None) taken++;
        }

        await done.CancelAsync();
        await Task.WhenAll(load);
        Assert.True(good > rotations);
        Assert.Equal((0, 0), (failed, taken));
        TestContext.Current.TestOutputHelper?.WriteLine($"{rotations} rotations, {good} verifications");
    }

    private sealed class CountedTimers : Microsoft.Extensions.Time.Testing.FakeTimeProvider
    {
        public int Timers { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Timers++;
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
