using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Pdp.Authoring.Editing;
using Pdp.Bundles;
using Pdp.Engine;
using Pdp.Engine.Coverage;
using Pdp.Engine.Sources;

namespace Pdp.Cli.Testing.Coverage;

/// <summary>What tests have shown of the documents of a bundle.</summary>
internal sealed class CoverageReport
{
    /// <param name="bundle">What was tested.</param>
    /// <param name="coverage">What the tests have shown.</param>
    /// <param name="tests">How many tests that was.</param>
    /// <param name="isPartial">Whether only some tests were asked for.</param>
    public CoverageReport(Bundle bundle, SetCoverage coverage, int tests, bool isPartial)
    {
        (Bundle, Tests, IsPartial) = (bundle, tests, isPartial);
        var definitions = coverage.Definitions
            .GroupBy(static definition => definition.Location.File, StringComparer.Ordinal)
            .Select(file => new CoveredDocument("definitions", file.Key, null, [], [.. file], MapOf(bundle, file.Key)));
        var policies = coverage.Policies.Select(policy => new CoveredDocument(
            string.Create(CultureInfo.InvariantCulture, $"{policy.Id}@{policy.Version}"), policy.Location.File, policy.Role,
            policy.Rules, policy.Conditions, MapOf(bundle, policy.Location.File)));
        Documents = [.. policies, .. definitions];
        Count = coverage.Count;
    }

    /// <summary>What was tested.</summary>
    public Bundle Bundle { get; }

    /// <summary>How many tests that was.</summary>
    public int Tests { get; }

    /// <summary>Whether only some tests were asked for.</summary>
    public bool IsPartial { get; }

    /// <summary>The policies by id and version, and behind them the definitions by file.</summary>
    public ImmutableArray<CoveredDocument> Documents { get; }

    /// <summary>All of it, counted.</summary>
    public CoverageCount Count { get; }

    /// <summary>A share in percent, never rounded up: what is 100 % is whole.</summary>
    public static string Percent(double percent) =>
        (Math.Floor(percent * 10) / 10).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private static DocumentMap? MapOf(Bundle bundle, string path) =>
        bundle.Files.FirstOrDefault(file => string.Equals(file.Path, path, StringComparison.Ordinal)) is { } found
            ? DocumentMap.Of(Encoding.UTF8.GetBytes(found.Text))
            : null;
}

/// <summary>What tests have shown of a document.</summary>
/// <param name="Title">The policy's id and version; <c>definitions</c> for others.</param>
/// <param name="File">Its path below the policy root.</param>
/// <param name="Role">What part the policy plays; null for definitions.</param>
/// <param name="Rules">Its rules.</param>
/// <param name="Conditions">Its conditions.</param>
/// <param name="Map">Where everything stands in it; null when its text is not at hand.</param>
internal sealed record CoveredDocument(
    string Title, string File, PolicyRole? Role, ImmutableArray<RuleCoverage> Rules, ImmutableArray<ConditionCoverage> Conditions, DocumentMap? Map)
{
    /// <summary>All of it, counted.</summary>
    public CoverageCount Count { get; } = CoverageCount.Of(Rules) + CoverageCount.Of(Conditions);

    /// <summary>The line of a place, from 1 on; null when that is not known.</summary>
    public int? LineOf(SourceLocation location) => Map?.RangeOf(location.Pointer) is { } range ? Map.LineOf(range.Offset) : null;

    /// <summary>The line on which an operand begins; null when that is not known.</summary>
    public int? LineOf(ConditionCoverage condition, OperandCoverage operand) =>
        Map?.RangeOf(condition.Location.Pointer, operand.Span) is { } range ? Map.LineOf(range.Offset) : null;
}
