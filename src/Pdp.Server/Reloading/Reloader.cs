using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Pdp.Bundles;
using Pdp.Bundles.Activation;
using Pdp.Bundles.Keeping;
using Pdp.Bundles.Sources;
using Pdp.Engine.Decisions;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;
using Pdp.Language.Values;
using Pdp.Server.Gateways;
using Pdp.Server.Hosting;
using Pdp.Server.Rehearsals;
using Pdp.Server.Serving;
using Pdp.Server.Settings;
using Pdp.Server.Telemetry.Tracing;

namespace Pdp.Server.Reloading;

/// <summary>
/// Reads the policies again when they may have changed, and puts them in force when nothing is wrong with them: whole, by one
/// swap, for which no call waits. Otherwise nothing changes but that the refusal is told.
/// </summary>
internal sealed partial class Reloader(
    BundleHolder bundles, Freshness freshness, PdpServerOptions options, TimeProvider clock, ReloadMeter meter, ILogger<Reloader> logger)
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly AskedReadings _asked = new();
    private readonly DemandPace _demands = new(options.Poll, clock);
    private readonly FailureNews _waitFailure = new();
    private readonly FailureNews _readFailure = new();
    private readonly FailureNews _reuseFailure = new();
    private VersionMarks _marks = VersionMarks.None;
    private RevisionStore? _store;
    private IPolicySource? _source;
    private Bundle? _read;

    // what the source has, and is refused although it loads
    private Bundle? _refused;

    // whether what is in force is what a start without the source would serve, and why not, as far as it has been told
    private bool _isKept;
    private string? _notKept;

    /// <summary>Whether a source is followed.</summary>
    public bool IsFollowing => Volatile.Read(ref _source) is not null;

    /// <summary>
    /// Follows a source until it is cancelled. Whatever a source or a policy does, what is in force stays so, and the next change is
    /// looked at.
    /// </summary>
    /// <param name="source">The source.</param>
    /// <param name="first">What is served.</param>
    /// <param name="store">Where what comes into force is kept; null: nowhere.</param>
    /// <param name="cancellation">Ends it.</param>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification =
        "an error that nobody thought of must not end the reloading for good; the log tells of it")]
    public async Task FollowAsync(IPolicySource source, FirstPolicies first, RevisionStore? store, CancellationToken cancellation)
    {
        _store = store;
        _read = first.Bundle;
        _marks = first.Marks;
        _isKept = first.IsKept;
        Volatile.Write(ref _source, source);
        freshness.Start(source.Name, first.Bundle.Origin, first.ReachedAt);
        if (first.Refusal is { } refusal)
        {
            bundles.ServeKept(refusal);
            LogServingKept(logger, source.Name, first.Bundle.Revision);
        }

        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                try
                {
                    await WaitAsync(source, cancellation);
                    await ReadAsync(source, cancellation);
                }
                catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
                {
                    return;
                }
                catch (Exception exception)
                {
                    LogFollowFailed(logger, source.Name, exception);
                    await Task.Delay(AfterFailure, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }
        finally
        {
            _asked.Close();
        }
    }

    /// <summary>
    /// Reads the source now, whether or not it may have changed, and puts what it has in force or refuses it. Whoever asks while
    /// another reading goes on waits for the next one; those who wait for the same one share it.
    /// </summary>
    /// <param name="cancellation">Ends the waiting, not the reading.</param>
    /// <exception cref="OperationCanceledException">It was cancelled, or the source is not followed any more.</exception>
    /// <exception cref="InvalidOperationException">No source is followed.</exception>
    public Task<ReloadResult> ReloadAsync(CancellationToken cancellation) =>
        IsFollowing ? _asked.Ask().WaitAsync(cancellation) : throw new InvalidOperationException("no source is followed");

    /// <summary>
    /// Reads the source soon because a call demands what it may have: not while it is to be left alone, and ever more seldom as long as
    /// nothing new comes of it, since anybody may demand anything. What comes of it is seen by the state.
    /// </summary>
    public void Demand()
    {
        if (Volatile.Read(ref _source) is { } source && source.Pause <= TimeSpan.Zero && _demands.TryBegin()) _asked.Demand();
    }

    // a source that cannot be waited for is read soon: it may have changed, and whoever asks must not wait for it to be waited for again
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification =
        "an error that nobody thought of must not end the reloading for good; the log tells of it")]
    private async Task WaitAsync(IPolicySource source, CancellationToken cancellation)
    {
        try
        {
            await WaitForChangeAsync(source, cancellation);
            _waitFailure.End();
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            if (_waitFailure.IsNews(exception)) LogFollowFailed(logger, source.Name, exception);
            await _asked.Asked.WaitAsync(AfterFailure, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    // the source is waited for by nobody while it is read
    private async Task WaitForChangeAsync(IPolicySource source, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var change = source.WaitAsync(ending.Token);
        do
        {
            // a source that failed after it was demanded is left alone
            if (source.Pause > TimeSpan.Zero && _asked.PutOff()) _demands.PutOff();
            await Task.WhenAny(change, _asked.Asked);
        }
        while (!change.IsCompleted && !_asked.IsAwaited && source.Pause > TimeSpan.Zero);

        if (!change.IsCompleted) await ending.CancelAsync();
        await change.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        if (change.IsFaulted) await change;
    }

    private async Task ReadAsync(IPolicySource source, CancellationToken cancellation)
    {
        var (waiting, isDemanded) = _asked.Begin();
        try
        {
            var started = clock.GetTimestamp();
            // an operator may know of what cannot be seen from here
            if (waiting is not null) Reconsider(source);
            using var span = Spans.Source.StartActivity("reload");
            var outcome = await TryReloadAsync(source, mayStand: isDemanded && waiting is null, cancellation);
            span?.SetTag("pdp.reload.outcome", ReloadMeter.NameOf(outcome));
            span?.SetTag("pdp.revision", bundles.State.Bundle?.Bundle.Revision);
            if (outcome == ReloadOutcome.Activated) _demands.Reset();
            meter.Count(outcome, clock.GetElapsedTime(started));
            if (!_isKept && outcome != ReloadOutcome.Activated) KeepAtLast();
            waiting?.TrySetResult(new ReloadResult(outcome, bundles.State));
        }
        finally
        {
            if (isDemanded) _demands.End();
            waiting?.TrySetCanceled(CancellationToken.None);
        }
    }

    // whatever a source, a policy or a test does: what is in force stays so, and the next change is looked at
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification =
        "an error that nobody thought of must not end the reloading for good, and is told as a refusal")]
    private async Task<ReloadOutcome> TryReloadAsync(IPolicySource source, bool mayStand, CancellationToken cancellation)
    {
        try
        {
            var outcome = await ReloadAsync(source, mayStand, cancellation);
            _readFailure.End();
            return outcome;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            if (_readFailure.IsNews(exception)) LogReadFailed(logger, source.Name, exception);
            return Refuse(source, [new SourceDiagnostic(
                DocumentDiagnosticCodes.Unreadable, Severity.Error, new SourceLocation(source.Name, ""), "the policies cannot be read: an internal error, see the log")]);
        }
    }

    private void Reconsider(IPolicySource source)
    {
        _refused = null;
        source.Reconsider();
    }

    private async Task<ReloadOutcome> ReloadAsync(IPolicySource source, bool mayStand, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        var inForce = bundles.State.Bundle!;
        var read = await ReadWholeIfNeededAsync(source, cancellation);
        var (bundle, findings) = read;
        if (read.IsGenuine) Reach();
        if (bundle is null)
        {
            _refused = null;
            return Refuse(source, findings);
        }

        // the same documents with a later expiry are news as well
        if (IsSame(bundle, inForce.Bundle))
        {
            _read = bundle;
            _refused = null;
            bundles.Refuse(null);
            return ReloadOutcome.Unchanged;
        }

        // what a demand finds refused need not be tested again; a test may fail for lack of time, so that the next look of our own does
        if (mayStand && ReferenceEquals(bundle, _refused) && bundles.State.Refusal is not null) return ReloadOutcome.Refused;
        ImmutableArray<SourceDiagnostic> objections =
        [
            .. ActivationCheck.Run(bundle, options.AllowRollback ? null : _marks, clock.GetUtcNow(), cancellation), .. GatewayNeeds.Check(bundle, options),
        ];
        if (!objections.IsEmpty)
        {
            _refused = bundle;
            return Refuse(source, [.. findings, .. objections]);
        }

        _refused = null;
        var next = new ServedBundle(options.Limited(bundle), clock.GetUtcNow(), inForce);
        Warm(next.Bundle, cancellation);
        var lineage = new Lineage(read.Ancestors, options.AllowRollback && GoesBack(read.Ancestors, bundle));
        _marks = _marks.With(bundle, options.AllowRollback);
        _read = bundle;
        bundles.Activate(next, lineage);
        freshness.Activate(bundle.Origin);
        LogActivated(
            logger, source.Name, bundle.Revision, next.Revision.PolicyCount, next.Revision.RuleCount,
            clock.GetElapsedTime(started).TotalMilliseconds, inForce.Bundle.Revision);
        foreach (var warning in ToldFindings.Of(findings, source.Name)) LogWarning(logger, DiagnosticText.Format(warning));
        Keep();
        return ReloadOutcome.Activated;
    }

    // What is used again of what was read before saves time, and nothing else: where that fails, all is read as if for the first time. What
    // is in force still says behind what the source may not go back.
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification =
        "an error that nobody thought of is told, and told as a refusal where it comes again")]
    private async Task<LoadResult> ReadWholeIfNeededAsync(IPolicySource source, CancellationToken cancellation)
    {
        try
        {
            var read = await source.ReadAsync(_read, cancellation);
            _reuseFailure.End();
            return read;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            if (_reuseFailure.IsNews(exception)) LogReuseFailed(logger, source.Name, exception);
            return await source.ReadAsync(_read?.WithoutReuse(), cancellation);
        }
    }

    // a commit tells itself what comes before it; of anything else versions and sequences do
    private bool GoesBack(ImmutableArray<string> ancestors, Bundle bundle) => bundle.Origin.Commit is not null
        ? !ancestors.Contains(bundles.State.Bundle!.Bundle.Revision, StringComparer.Ordinal)
        : ActivationCheck.GoesBack(bundle, _marks);

    // a commit has many folders: its name alone does not say which documents are meant
    private static bool IsSame(Bundle one, Bundle other) =>
        string.Equals(one.Revision, other.Revision, StringComparison.Ordinal) && string.Equals(one.Content, other.Content, StringComparison.Ordinal)
        && one.Origin == other.Origin;

    private void Reach()
    {
        freshness.Reach();
        // what is kept of an earlier time was not reached now
        if (_isKept) _store?.Reach(clock.GetUtcNow());
    }

    // the file counts as reached when it is written, and the source may have been reached earlier
    private void KeepAtLast()
    {
        Keep();
        if (_isKept && freshness.ReachedAt is { } reached) _store?.Reach(reached);
    }

    // what is in force is so whether or not it can be kept: a revocation must not wait for a disk. What could not be kept is kept
    // when the source is read the next time, if it can be then.
    private void Keep()
    {
        if (_store is not { } store) return;
        _isKept = false;
        try
        {
            store.Keep(_read!, _marks, bundles.State.Bundle!.Revision.ActiveSince.ToDateTimeOffset(), bundles.Served);
            _isKept = true;
            _notKept = null;
            meter.CountKept(isKept: true);
        }
        catch (RevisionStoreException exception)
        {
            meter.CountKept(isKept: false);
            if (!string.Equals(_notKept, exception.Message, StringComparison.Ordinal)) LogNotKept(logger, exception.Message);
            _notKept = exception.Message;
        }
    }

    private ReloadOutcome Refuse(IPolicySource source, ImmutableArray<SourceDiagnostic> findings)
    {
        var refusal = Refusal.Of(clock.GetUtcNow(), findings, source.Name);
        // what is refused again for the same reasons is no news
        if (bundles.State.Refusal is { } before && before.IsAs(refusal)) return ReloadOutcome.Refused;
        LogRefused(logger, source.Name, refusal.ErrorCount, bundles.State.Bundle!.Bundle.Revision);
        foreach (var finding in refusal.Findings) LogFinding(logger, DiagnosticText.Format(finding));
        bundles.Refuse(refusal);
        return ReloadOutcome.Refused;
    }

    // what the first calls would else wait for: the pages of the index, and what is made at a first use
    private static void Warm(Bundle bundle, CancellationToken cancellation)
    {
        var decision = new Decision();
        var now = Timestamp.From(TimeProvider.System.GetUtcNow());
        foreach (var request in RehearsalRequests.Questions(bundle)) bundle.Set.Decide(request, now, decision, cancellation);
        cancellation.ThrowIfCancellationRequested();
    }
}
