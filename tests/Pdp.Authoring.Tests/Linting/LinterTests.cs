using System.Reflection;
using System.Text;
using Pdp.Authoring.Editing;
using Pdp.Authoring.Formatting;
using Pdp.Authoring.Linting;
using Pdp.Bundles;
using Pdp.Engine.Diagnostics;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Authoring.Tests.Linting;

public sealed class LinterTests
{
    private static readonly string Cases = Repository.PathOf("tests/Pdp.Authoring.Tests/Linting/Cases");

    /// <summary>All codes of warnings about policies; what is wrong with a version not in force is told as the error that it is by now.</summary>
    public static TheoryData<string> Codes =>
    [
        .. new[] { typeof(LintCodes), typeof(EngineDiagnosticCodes) }
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Select(constant => (string)constant.GetRawConstantValue()!)
            .Where(code => code.StartsWith("PDP03", StringComparison.Ordinal) && code != EngineDiagnosticCodes.InactiveInvalid).Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void The_sample_policies_are_clean()
    {
        var report = Linter.Lint(BundleLoader.Load(Repository.PathOf("policies"), cancellation: TestContext.Current.CancellationToken));

        Assert.Empty(report.Findings.Select(finding => DiagnosticText.Format(finding.Diagnostic)));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_bad_bundle_of_its_own_has_each_code_once(string code)
    {
        var report = Lint(code);

        Assert.Equal([code], report.Findings.Select(finding => finding.Diagnostic.Code));
        Assert.NotNull(report.Findings[0].Range);
        Assert.Empty(report.Waived);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_finding_is_waived_with_its_reason_in_the_document(string code)
    {
        if (code == LintCodes.IdleWaiver) return;
        var finding = Lint(code).Findings[0];
        var documents = Documents(code);
        var text = documents[finding.Diagnostic.Location.File];
        documents[finding.Diagnostic.Location.File] = text.Insert(text.IndexOf('{', StringComparison.Ordinal) + 1, $"\"waive\": {{\"{code}\": \"so be it\"}},");

        var report = Linter.Lint(Load(documents));

        Assert.Empty(report.Findings);
        Assert.Equal((code, "so be it"), (report.Waived.Single().Diagnostic.Code, report.Waived.Single().WaivedBecause));
    }

    [Theory]
    [InlineData("PDP0301")]
    [InlineData("PDP0315")]
    [InlineData("PDP0316")]
    [InlineData("PDP0321")]
    [InlineData("PDP0322")]
    public void What_has_a_safe_fix_is_clean_after_it(string code)
    {
        var finding = Lint(code).Findings[0];
        var fix = Assert.Single(finding.Fixes);
        Assert.True(fix.IsSafe);

        Assert.Empty(Linter.Lint(Load(Fixed(code, finding, fix))).Findings);
    }

    [Theory]
    [InlineData("PDP0312", "!has(resource.locked) || resource.locked")]
    [InlineData("PDP0313", "has(resource.secret) && !resource.?secret.orValue(false)")]
    public void What_changes_decisions_is_offered_and_does_away_with_the_finding(string code, string condition)
    {
        var finding = Lint(code).Findings[0];
        var fix = Assert.Single(finding.Fixes);
        Assert.False(fix.IsSafe);
        var documents = Fixed(code, finding, fix);

        Assert.Contains(condition, documents[finding.Diagnostic.Location.File], StringComparison.Ordinal);
        Assert.Empty(Linter.Lint(Load(documents)).Findings);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void The_bad_bundles_are_at_least_well_formatted(string code) =>
        Assert.All(Documents(code), file => Assert.Equal(file.Value, DocumentFormatter.Format(file.Key, Encoding.UTF8.GetBytes(file.Value)).Text));

    private static Dictionary<string, string> Fixed(string code, LintFinding finding, LintFix fix)
    {
        var documents = Documents(code);
        var file = finding.Diagnostic.Location.File;
        documents[file] = Encoding.UTF8.GetString(DocumentEdit.Apply(Encoding.UTF8.GetBytes(documents[file]), [fix.Edit]));
        return documents;
    }

    private static LintReport Lint(string code) => Linter.Lint(Load(Documents(code)));

    private static LoadResult Load(Dictionary<string, string> documents)
    {
        var result = BundleLoader.Load(
            "case", [.. documents.Select(file => KeyValuePair.Create(file.Key, Encoding.UTF8.GetBytes(file.Value)))], cancellation: TestContext.Current.CancellationToken);
        Assert.True(result.Bundle is not null, string.Join('\n', result.Diagnostics.Select(DiagnosticText.Format)));
        return result;
    }

    private static Dictionary<string, string> Documents(string code) => Directory.GetFiles(Path.Combine(Cases, code), "*.json")
        .ToDictionary(file => Path.GetFileName(file)!, File.ReadAllText, StringComparer.Ordinal);
}
