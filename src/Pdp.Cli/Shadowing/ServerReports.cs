using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Pdp.Cli.Servers;
using Pdp.Contracts.V1;

namespace Pdp.Cli.Shadowing;

/// <summary>Asks servers what shadow versions said.</summary>
internal static class ServerReports
{
    /// <summary>Times as samples have them.</summary>
    public const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Asks a server.</summary>
    /// <param name="address">The server.</param>
    /// <param name="policy">The policy that is told of; null: all.</param>
    /// <param name="clock">The time.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="CliFailureException">It does not answer, or has no such policy.</exception>
    public static async Task<ShadowSummary> ReadAsync(ServerAddress address, string? policy, TimeProvider clock, CancellationToken cancellation)
    {
        using var link = new ServerLink(address, clock);
        var response = await link.CallAsync(
            options => link.Policies.GetShadowReportAsync(new GetShadowReportRequest { Policy = policy ?? "" }, options), cancellation);
        return new ShadowSummary(address.Text, response.Revision, response.Share, null, [.. response.Shadows.Select(Line)]);
    }

    private static ShadowLine Line(ShadowReport report) => new(
        report.Policy, report.Version, report.InForceVersion == 0 ? null : report.InForceVersion, report.Since?.ToDateTimeOffset(), null,
        report.Evaluated, report.Errors, ShadowLine.InOrder(report.Rules.Select(Row)));

    private static ShadowRow Row(ShadowRuleCount row) => new(
        Name(row.InForce), Name(row.Decision), row.Count, Reason(row.InForceCause), Reason(row.Cause), row.IsRest, Case(row.Example));

    private static ShadowReason? Reason(ShadowCause? cause) => cause is null
        ? null
        : new ShadowReason(cause.Policy, cause.Version, Known(cause.Rule), Known(cause.Code));

    private static ShadowCase? Case(ShadowExample? example) => example is null
        ? null
        : new ShadowCase(
            Text(example.Time), example.DecisionId, example.SubjectType, example.SubjectId, example.Action, example.ResourceType, example.ResourceId);

    private static string? Known(string text) => text.Length == 0 ? null : text;

    private static string Text(Timestamp? time) =>
        time?.ToDateTimeOffset().ToString(TimeFormat, CultureInfo.InvariantCulture) ?? "";

    // whatever is not known allows nothing
    private static string Name(Decision decision) => decision switch
    {
        Decision.Permit => "PERMIT",
        Decision.Deny => "DENY",
        Decision.NotApplicable => "NOT_APPLICABLE",
        _ => "INDETERMINATE",
    };
}
