using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Pdp.Bundles.Activation;
using Pdp.Bundles.Archives;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;

namespace Pdp.Bundles.Sources.Https;

/// <summary>
/// A bundle that a server gives out. It is asked to answer only when it has something else than what was read last, and to wait for
/// it (RFC 9110, section 13; RFC 7240, section 4.3); one that does not wait is asked now and then.
/// <para>
/// The tag of what a server sent is remembered when it was read to the end, whether it can be used or not: what is refused is not
/// fetched again and again, and its refusal stays told; nor is it looked at again where a server without tags sends the same octets
/// again. What is damaged is fetched again, as it may be the way that damaged it: the server may have it whole under the same tag.
/// </para>
/// </summary>
public sealed class HttpsSource : IPolicySource
{
    private readonly HttpsOptions _options;
    private readonly LoadOptions _load;
    private readonly TimeProvider _clock;
    private readonly BundleClient _client;
    private readonly Pace _pace;

    // what was read last; one reference, since a reading may go on while something waits
    private volatile Settled _settled = Settled.Nothing;
    private Waited? _waited;
    private volatile Asked? _asked;

    /// <summary>Starts to follow a bundle; nothing is fetched yet.</summary>
    /// <param name="options">Which one, and how.</param>
    /// <param name="load">Bounds on the documents.</param>
    /// <param name="clock">The time.</param>
    [SuppressMessage("Security", "CA5394:Do not use insecure randomness", Justification = "it spreads requests over time, and protects nothing")]
    public HttpsSource(HttpsOptions options, LoadOptions load, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(load);
        ArgumentNullException.ThrowIfNull(clock);
        _options = options;
        _load = load;
        _clock = clock;
        _client = new BundleClient(options, clock);
        _pace = new Pace(options.Poll, Random.Shared.NextDouble);
    }

    /// <inheritdoc/>
    public string Name => _options.Location.Name;

    /// <inheritdoc/>
    public TimeSpan Pause => _asked is { HasFailed: true } asked ? Left(asked) : TimeSpan.Zero;

    /// <inheritdoc/>
    public async Task<LoadResult> ReadAsync(Bundle? inForce, CancellationToken cancellation)
    {
        var settled = _settled;
        // what came of waiting counts only when nothing else was read meanwhile: it might be older than that
        var fetched = Interlocked.Exchange(ref _waited, null) is { } waited && ReferenceEquals(waited.Since, settled) ? waited.Fetched : null;
        if (fetched is null)
        {
            fetched = await _client.FetchAsync(settled.Known, wait: null, cancellation);
            // a server that is known to wait with its answers goes on doing so after one that it was not to wait with
            if (!fetched.IsUnchanged || _asked is not { HasFailed: false, Pause.Ticks: 0 }) Note(fetched, hasWaited: false, settled.Tag);
        }

        if (fetched.Problem is { } problem)
        {
            return new LoadResult(null, [new SourceDiagnostic(
                ActivationCodes.NoBundle, Severity.Error, new SourceLocation(Name, ""), $"the bundle cannot be fetched: {problem}", fetched.Help)]) { IsGenuine = false };
        }

        if (fetched.Body is not { } body) return settled.Result!;
        await using (body)
        {
            // what comes of reading depends on the octets alone: keys and bounds stay what they are
            var digest = await SHA256.HashDataAsync(body, cancellation);
            body.Position = 0;
            var result = digest.AsSpan().SequenceEqual(settled.Digest) ? settled.Result! : await Task.Run(
                () => BundleArchive.Read(body, Name, _options.Keys, _options.Limits, _load, cancellation).Load(inForce, _load, cancellation), cancellation);
            _settled = new Settled(fetched.Tag, digest, result);
            return result;
        }
    }

    /// <inheritdoc/>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (_asked is { } asked && Left(asked) is var pause && pause > TimeSpan.Zero) await Task.Delay(pause, _clock, cancellation);
            var settled = _settled;
            var hasFailed = _asked?.HasFailed ?? false;
            var wait = settled.Known is null || hasFailed ? (TimeSpan?)null : _options.Wait;
            var started = _clock.GetTimestamp();
            var fetched = await _client.FetchAsync(settled.Known, wait, cancellation);
            Note(fetched, wait is { } longest && _clock.GetElapsedTime(started) >= longest / 2, settled.Tag);

            // that all is as it was is news as well: the source has been reached, and what it has is no older for being refused. What is not
            // genuine says nothing of the source: anybody may have put it in its place
            if (fetched.IsUnchanged && !hasFailed && settled.Result is { IsGenuine: false }) continue;
            Interlocked.Exchange(ref _waited, new Waited(settled, fetched));
            return;
        }
    }

    /// <inheritdoc/>
    public void Reconsider()
    {
        if (_settled.Result is { Bundle: null }) _settled = Settled.Nothing;
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private void Note(Fetched fetched, bool hasWaited, string? tag) => _asked = fetched.Problem is null
        ? new Asked(_clock.GetTimestamp(), _pace.AfterAnswer(hasWaited, fetched.Body is not null && fetched.Tag is not null && fetched.Tag != tag), HasFailed: false)
        : new Asked(_clock.GetTimestamp(), _pace.AfterFailure(fetched.RetryAfter), HasFailed: true);

    // a wait that is broken off by a reading does not begin anew
    private TimeSpan Left(Asked asked) => asked.Pause - _clock.GetElapsedTime(asked.Since);

    private sealed record Settled(string? Tag, byte[]? Digest, LoadResult? Result)
    {
        public static Settled Nothing { get; } = new(null, null, null);

        /// <summary>The tag of what need not be fetched again; null: anything shall be.</summary>
        public string? Known { get; } = Result?.Diagnostics.Any(static finding => finding.Code == ActivationCodes.MalformedBundle) == true ? null : Tag;
    }

    private sealed record Waited(Settled Since, Fetched Fetched);

    private sealed record Asked(long Since, TimeSpan Pause, bool HasFailed);
}
