using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Pdp.Bundles;
using Pdp.Bundles.Activation;
using Pdp.Bundles.Keeping;
using Pdp.Bundles.Sources;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;
using Pdp.Server.Gateways;
using Pdp.Server.Reloading;
using Pdp.Server.Serving;
using Pdp.Server.Settings;

namespace Pdp.Server.Hosting;

/// <summary>
/// Finds the policies to start with: those of the source, or where these cannot be put in force, those that were kept of an
/// earlier run.
/// </summary>
/// <param name="options">The settings.</param>
/// <param name="source">The source.</param>
/// <param name="store">Where the last good policies are kept; null: nowhere.</param>
/// <param name="kept">What was kept of an earlier run; null: nothing.</param>
/// <param name="clock">The time.</param>
/// <param name="teller">Where it is told what is wrong.</param>
internal sealed class FirstLoad(PdpServerOptions options, IPolicySource source, RevisionStore? store, KeptRevision? kept, TimeProvider clock, Teller teller)
{
    // null: nothing was kept, or that of another source
    private KeptRevision? KeptOfSource => kept is not null && string.Equals(kept.Source, store!.Source, StringComparison.Ordinal) ? kept : null;

    /// <summary>Reads the source.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The policies; null when there is nothing to serve, which has been told.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<FirstPolicies?> RunAsync(CancellationToken cancellation)
    {
        var marks = kept?.Marks ?? VersionMarks.None;
        var read = await ReadAsync(cancellation);
        var (bundle, findings) = read;
        if (bundle is not null)
        {
            findings = [.. findings, .. ActivationCheck.Run(bundle, kept is null || options.AllowRollback ? null : marks, clock.GetUtcNow(), cancellation), .. GatewayNeeds.Check(bundle, options)];
            if (findings.Any(static d => d.Severity == Severity.Error)) bundle = null;
        }

        teller.Tell(ToldFindings.Of(findings, source.Name));
        if (bundle is null) return Kept(findings, read.IsGenuine, cancellation);
        marks = marks.With(bundle, options.AllowRollback);
        var served = Served(bundle.Revision, new Lineage(read.Ancestors));
        return new FirstPolicies(bundle, marks, Refusal: null, clock.GetUtcNow()) { IsKept = Keep(bundle, marks, served), Served = served };
    }

    // an error that nobody thought of is a reason to serve what was kept, as one that was
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "it is told, and what was kept is served, or nothing")]
    private async Task<LoadResult> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            return await source.ReadAsync(inForce: null, cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            return new LoadResult(null, [new SourceDiagnostic(
                DocumentDiagnosticCodes.Unreadable, Severity.Error, new SourceLocation(source.Name, ""), $"the policies cannot be read: an internal error ({exception.Message.TrimEnd('.')})")])
            {
                IsGenuine = false,
            };
        }
    }

    private FirstPolicies? Kept(ImmutableArray<SourceDiagnostic> findings, bool isGenuine, CancellationToken cancellation)
    {
        var errors = findings.Count(static d => d.Severity == Severity.Error);
        var what = $"the policies in `{source.Name}` do not load: {errors} {(errors == 1 ? "error" : "errors")}";
        if (KeptOfSource is { } last)
        {
            var (bundle, found) = last.Load(cancellation: cancellation);
            if (bundle is not null)
            {
                teller.Error(what, $"correct what is told above; meanwhile revision {last.Revision}, in force since {last.ActiveSince:u} and kept, is served");
                return new FirstPolicies(bundle, last.Marks, Refusal.Of(clock.GetUtcNow(), findings, source.Name), isGenuine ? clock.GetUtcNow() : last.ReachedAt)
                {
                    Served = last.Served,
                };
            }

            teller.Tell(ToldFindings.Of(found, source.Name));
            what += $"; nor does revision {last.Revision}, which was kept";
        }

        teller.Error($"{what}, nothing is served", PolicySources.Help(options));
        return null;
    }

    // where going back is allowed, nothing says that what is read comes after what was served before
    private ImmutableArray<string> Served(string revision, Lineage lineage)
    {
        var history = new ServedHistory();
        foreach (var one in options.AllowRollback ? [] : KeptOfSource?.Served ?? []) history.Add(one);
        history.GoBackTo(revision);
        history.Add(revision, lineage);
        return history.All;
    }

    private bool Keep(Bundle bundle, VersionMarks marks, ImmutableArray<string> served)
    {
        if (store is null) return true;
        try
        {
            if (KeptOfSource is { } one && one.Revision == bundle.Revision && one.Content == bundle.Content && one.Origin == bundle.Origin)
            {
                store.Reach(clock.GetUtcNow());
                return true;
            }

            store.Keep(bundle, marks, clock.GetUtcNow(), served);
            return true;
        }
        catch (RevisionStoreException exception)
        {
            teller.Error(exception.Message, "the server goes on, but a start without the source of the policies would not have them");
            return false;
        }
    }
}
