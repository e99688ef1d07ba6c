using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Pdp.Authoring.Boundaries;
using Pdp.Bundles.Json;
using Pdp.Cli.Auditing;
using Pdp.Cli.Diffing;
using Pdp.Cli.Output;
using Pdp.Engine.Requests;
using Pdp.Language.Values;

namespace Pdp.Cli.Impacting;

/// <summary>Asks both sides of a comparison the requests of tests, of a log, and generated ones, and counts what changes.</summary>
internal sealed class ImpactLoop(DiffSide before, DiffSide after, ChangedRules changes, ProgressLine progress)
{
    private const int ProgressInterval = 512;

    private readonly TwoAnswers _answers = new(before, after);
    private readonly ImmutableArray<ImpactSource>.Builder _sources = ImmutableArray.CreateBuilder<ImpactSource>();

    /// <summary>The changes so far.</summary>
    public ChangeTally Tally { get; } = new();

    /// <summary>Where the requests so far are from.</summary>
    public ImmutableArray<ImpactSource> Sources => _sources.ToImmutable();

    /// <summary>The tests of both sides, those of the new one first; a request that several ask at the same time is one.</summary>
    public static List<CaseSeed> Tests(DiffSide before, DiffSide after)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        return [.. Of(after, "").Concat(Of(before, " of the old policies")).Where(test => known.Add(Key(test.Request, test.Now)))];

        static IEnumerable<CaseSeed> Of(DiffSide side, string which) =>
            from suite in side.Bundle.Suites
            from test in suite.Tests
            select new CaseSeed(test.Request, test.Now, $"test {Printable.Quoted(test.Name)} ({Printable.Unquoted(suite.File)}){which}");
    }

    /// <summary>Asks what tests ask.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Run(IReadOnlyCollection<CaseSeed> tests, CancellationToken cancellation) => Count(ImpactSourceKind.Tests, () =>
    {
        foreach (var test in tests)
        {
            cancellation.ThrowIfCancellationRequested();
            Ask(test.Request, test.Now, Encoding.UTF8.GetBytes(RequestJson.ToText(test.Request)), test.Name);
        }
    });

    /// <summary>Asks what a server was asked.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Run(LoggedRequests log, CancellationToken cancellation) => Count(ImpactSourceKind.Log, () =>
    {
        foreach (var asked in log.Read(cancellation))
        {
            Ask(asked.Request, asked.Time, asked.Text, string.Create(CultureInfo.InvariantCulture, $"record {asked.Number} of the log"));
        }
    });

    /// <summary>Asks what was generated.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Run(BoundaryCases cases, CancellationToken cancellation) => Count(ImpactSourceKind.Cases, () =>
    {
        foreach (var one in cases.Cases)
        {
            cancellation.ThrowIfCancellationRequested();
            Ask(one.Request, one.Now, Encoding.UTF8.GetBytes(RequestJson.ToText(one.Request)), one.Origin);
        }
    });

    private static string Key(Request request, Timestamp now) =>
        string.Create(CultureInfo.InvariantCulture, $"{now.Seconds}.{now.Nanos} {RequestJson.ToText(request)}");

    private void Count(ImpactSourceKind kind, Action ask)
    {
        var (requests, changed) = (Tally.Requests, Tally.Changed);
        ask();
        _sources.Add(new ImpactSource(kind, Tally.Requests - requests, Tally.Changed - changed));
    }

    private void Ask(Request request, Timestamp now, byte[] text, string origin)
    {
        var change = _answers.Compare(request, now);
        changes.Add(_answers.Before, _answers.After, change is not null);
        Tally.Add(change, Tally.Requests + 1, request, text, new ChangeOrigin(origin, now));
        if (Tally.Requests % ProgressInterval == 0)
            progress.Tell(() => string.Create(CultureInfo.InvariantCulture, $"{Tally.Requests:N0} requests, {Tally.Changed:N0} change"));
    }
}
