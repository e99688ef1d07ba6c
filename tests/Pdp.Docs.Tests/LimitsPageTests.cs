using System.Globalization;
using Pdp.Audit;
using Pdp.Bundles;
using Pdp.Bundles.Changes;
using Pdp.Bundles.Documents;
using Pdp.Bundles.Sources.Git;
using Pdp.Cli;
using Pdp.Cli.Diffing;
using Pdp.Cli.Hosting;
using Pdp.Cli.Impacting;
using Pdp.Cli.Shadowing;
using Pdp.Docs.Tests.Markdown;
using Pdp.Engine.Sources;
using Pdp.Identity.Settings;
using Pdp.Language.Regex;
using Pdp.Language.Syntax;
using Pdp.Language.Values;
using Pdp.Identity.Revocations;
using Pdp.Identity.WorkloadApi;
using Pdp.Server.Access;
using Pdp.Server.Revoking;
using Pdp.Server.AuthZen;
using Pdp.Server.Reloading;
using Pdp.Server.Services;
using Pdp.Server.Serving;
using Pdp.Server.Settings;
using Pdp.Server.ShadowReports;
using Pdp.Server.Telemetry.Metrics;
using Pdp.Server.Tokens;
using Pdp.Server.Transport;
using Pdp.Wire;
using Pdp.Wire.Answers;
using Xunit;

namespace Pdp.Docs.Tests;

/// <summary>The page on limits has the defaults in the code.</summary>
public sealed class LimitsPageTests
{
    private static readonly MarkdownPage Page = MarkdownPage.Read("docs/limits.md");

    /// <summary>The limits by the name the page gives them.</summary>
    private static readonly Dictionary<string, string> Defaults = new(StringComparer.Ordinal)
    {
        ["largest file"] = Mebibytes(new LoadOptions().MaxFileBytes),
        ["deepest nesting of JSON"] = Plain(new LoadOptions().MaxJsonDepth),
        ["most files"] = Plain(new LoadOptions().MaxFiles),
        ["errors told of one file"] = Plain(DocumentText.MostFindings),
        ["errors told of a commit's files that cannot be read"] = Plain(GitTree.MostErrors),
        ["findings that a server tells of one state of the policies"] = Plain(ToldFindings.Most),
        ["largest sum of all files"] = Mebibytes(new LoadOptions().MaxTotalBytes),
        ["longest text of an expression"] = Plain(ParserOptions.Default.MaxLength) + " characters",
        ["deepest nesting of an expression"] = Plain(ParserOptions.Default.MaxDepth),
        ["errors told of one expression"] = Plain(ParserOptions.Default.MaxErrors),
        ["longest regular expression"] = Plain(Re2Pattern.MaxLength) + " characters",
        ["largest regular expression"] = Plain(Re2Pattern.MaxStates) + " states",
        ["longest text that an expression builds"] = Plain(ValueLimits.MaxLength) + " characters",
        ["longest list that an expression builds"] = Plain(ValueLimits.MaxElements) + " elements",
        ["work of one rule, variable or notice (`fuel`)"] = Plain(new EngineLimits().Fuel) + " units",
        ["time of one decision (`decisionTime`)"] = Plain((long)new EngineLimits().DecisionTime.TotalMilliseconds) + " ms",
        ["nesting of policies and references (`policyDepth`)"] = Plain(new EngineLimits().MaxPolicyDepth),
        ["largest request"] = Plain(new PdpServerOptions().MaxMessageBytes) + " bytes",
        ["objects and lists within one another"] = Plain(new WireLimits().MaxNesting),
        ["longest string"] = Plain(new WireLimits().MaxStringBytes) + " bytes",
        ["members of an object, elements of a list"] = Plain(new WireLimits().MaxCollection),
        ["items of a `CheckBatch`, or of AuthZEN's `evaluations`"] = Plain(new PdpServerOptions().MaxBatchItems),
        ["answers of a `CheckStream` that wait"] = Plain(new PdpServerOptions().MaxStreamItems),
        ["entities or actions that one page of a search looks at"] = Plain(new PdpServerOptions().MaxSearchCandidates),
        ["longest token"] = Plain(SubjectTokens.LongestToken) + " bytes",
        ["verified tokens that are kept"] = Plain(new IdentitySettings { Issuers = [] }.CachedTokens),
        ["largest document of issuers"] = Mebibytes(IdentityDocument.Largest),
        ["time in which a token for the next page is good"] = Plain((long)PageTokens.Lifetime.TotalHours) + " h",
        ["value shown whole in an explanation"] = Plain(ExplanationWriter.LongestLiteral) + " characters",
        ["time of a TLS handshake"] = Plain((long)TlsListening.LongestHandshake.TotalSeconds) + " s",
        ["largest file of the encryption"] = Mebibytes(TlsFile.Largest),
        ["largest message of the Workload API"] = Mebibytes(WorkloadLimits.LargestMessage),
        ["identities, certificates of one, in a message of the Workload API"] = $"{WorkloadLimits.MostSvids}, {WorkloadLimits.LongestChain}",
        ["trust domains, authorities of one, lists of revoked certificates in such a message"] =
            $"{WorkloadLimits.MostTrustDomains}, {WorkloadLimits.MostAuthorities}, {WorkloadLimits.MostLists}",
        ["largest file of API keys"] = Mebibytes(ApiKeyFile.Largest),
        ["longest name of an API key"] = $"{ApiKeyFile.LongestName} characters",
        ["watchers of a server"] = Plain(WatchEndpoints.MostWatchers),
        ["revocations that a server knows"] = Plain(DenyList.Most),
        ["revocations in one call"] = Plain(RevocationEndpoints.MostInCall),
        ["largest file of revocations"] = Mebibytes(RevocationJson.Largest),
        ["activations that a watcher can resume from"] = Plain(ActivationHistory.Most),
        ["documents told of in a message"] = Plain(BundleChanges.Most),
        ["letters of their ids and paths"] = Plain(BundleChanges.MostText),
        ["pairs of rules counted apart of a pair of decisions"] = Plain(ShadowTally.MostRulePairs),
        ["pairs of rules counted apart in all"] = Plain(RowBudget.MostRows),
        ["samples that wait to be written"] = Mebibytes(ShadowLog.MostWaiting),
        ["records that wait to be written"] = Plain(new PdpServerOptions().Audit.Buffer),
        ["bytes of requests that wait to be recorded"] = Mebibytes(new AuditOptions { Folder = "" }.MostWaitingBytes),
        ["size of a file of the decision log"] = $"{Plain(new PdpServerOptions().Audit.FileMegabytes)} MiB",
        ["files of the decision log"] = Plain(new PdpServerOptions().Audit.Files),
        ["rules and policies that metrics tell apart"] = Plain(RuleCounts.Most),
        ["rules counted of one decision"] = Plain(RuleCounts.MostOfDecision),
        ["series of one metric"] = Plain(MetricFamily.MostSeries),
        ["longest line of `pdp check` and `pdp diff`"] = Plain(LongestLine()) + " bytes",
        ["pairs of rules that `pdp shadow report` keeps apart of a file"] = Plain(SampleFile.MostRows),
        ["groups of changes that `pdp diff` and `pdp impact` keep apart"] = Plain(ChangeTally.MostGroups),
        ["requests that `pdp impact` makes at boundaries of conditions"] = Plain(ImpactCommand.DefaultCases),
    };

    [Fact]
    public void Every_limit_has_the_default_shown()
    {
        var shown = Page.Tables.SelectMany(table => table.Rows)
            .ToDictionary(row => row.Cells[0], row => row.Cells[1], StringComparer.Ordinal);

        Assert.Equal(Defaults.OrderBy(pair => pair.Key), shown.OrderBy(pair => pair.Key));
    }

    private static int LongestLine()
    {
        var host = new CliHost { Input = Stream.Null, Output = Stream.Null, Error = Stream.Null };
        return PdpApp.CreateRoot(host).Parse("check --policies x").GetValue<int>("--max-line-bytes");
    }

    private static string Plain(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Mebibytes(long value) => $"{Plain(value >> 20)} MiB";
}
