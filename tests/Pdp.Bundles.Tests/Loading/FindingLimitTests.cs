using System.Collections.Immutable;
using Pdp.Bundles.Loading;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;
using Xunit;

namespace Pdp.Bundles.Tests.Loading;

/// <summary>Of a file with very many findings so many are told, and how many more there are.</summary>
public sealed class FindingLimitTests
{
    [Fact]
    public void Findings_within_the_limit_are_all_told()
    {
        var findings = Findings("a.json", Severity.Error, 1_000).AddRange(Findings("a.json", Severity.Warning, 1_000)).AddRange(Findings("b.json", Severity.Error, 1));
        Assert.Equal(findings, FindingLimit.Apply(findings));
    }

    [Fact]
    public void Findings_beyond_the_limit_are_counted_by_file_and_severity()
    {
        var findings = Findings("a.json", Severity.Error, 1_007).AddRange(Findings("a.json", Severity.Warning, 1_003)).AddRange(Findings("b.json", Severity.Error, 2));
        var told = FindingLimit.Apply(findings);
        Assert.Equal(1_000 + 1_000 + 2 + 2, told.Length);
        Assert.Equal(
            ["7 more errors of this file are not told", "3 more warnings of this file are not told"],
            told.Where(finding => finding.Message.Contains("more", StringComparison.Ordinal)).Select(finding => finding.Message).Order(StringComparer.Ordinal).Reverse());
        Assert.Equal(2, told.Count(finding => finding.Location.File == "b.json"));
    }

    private static ImmutableArray<SourceDiagnostic> Findings(string file, Severity severity, int count) =>
        [.. Enumerable.Range(0, count).Select(i => new SourceDiagnostic("PDP0001", severity, new SourceLocation(file, $"/{i}"), "wrong"))];
}
