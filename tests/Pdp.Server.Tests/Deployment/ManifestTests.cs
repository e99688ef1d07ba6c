using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Pdp.Server.Settings;
using Pdp.Server.Tests.Support;
using Pdp.TestKit.Peers;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Pdp.Server.Tests.Deployment;

/// <summary>What is in <c>deploy</c> can be read, and names what the server has.</summary>
public sealed partial class ManifestTests
{
    private static readonly string Deploy = Path.Combine(Repository.Root, "deploy");

    private static IEnumerable<string> Files => Directory.EnumerateFiles(Deploy, "*", SearchOption.AllDirectories);

    [Fact]
    public void Every_file_can_be_read()
    {
        foreach (var file in Files)
        {
            var text = File.ReadAllText(file);
            if (file.EndsWith(".json", StringComparison.Ordinal)) JsonDocument.Parse(text).Dispose();
            else if (file.EndsWith(".yaml", StringComparison.Ordinal)) Assert.NotEmpty(Documents(Plain(text)));
        }
    }

    [Fact]
    public void Every_setting_is_one_and_has_a_value_that_is_taken()
    {
        var given = Files.SelectMany(static file => Given().Matches(File.ReadAllText(file)).Select(static match => (match.Groups[1].Value, match.Groups[2].Value.Trim('"', ' ', '}'))))
            .Distinct().ToList();
        Assert.InRange(given.Count, 10, 100);
        foreach (var (name, value) in given)
        {
            var setting = Assert.Single(AllSettings.Table, setting => setting.Variable == name);
            if (!value.Contains('{', StringComparison.Ordinal)) Assert.Null(setting.Apply(new PdpServerOptions(), value).Error);
        }
    }

    [Fact]
    public async Task Every_probe_asks_what_is_answered()
    {
        var paths = Files.SelectMany(static file => ProbePath().Matches(File.ReadAllText(file)).Select(static match => match.Groups[1].Value)).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(["/healthz", "/readyz"], paths.Order(StringComparer.Ordinal));
        await using var server = await RunningServer.StartAsync();
        foreach (var path in paths) Assert.NotEmpty(await Scrape.ReadAsync(server, path: path));
    }

    [Fact]
    public void Every_container_of_ours_has_no_rights_and_writes_to_its_volumes_alone()
    {
        foreach (var file in Files.Where(static file => file.EndsWith("pdp.yaml", StringComparison.Ordinal) || file.EndsWith("deployment.yaml", StringComparison.Ordinal)))
        {
            var pod = Documents(Plain(File.ReadAllText(file))).Select(static one => (YamlMappingNode)one.RootNode).Single(static one => Text(one, "kind") == "Deployment");
            var spec = At(At(At(pod, "spec"), "template"), "spec");
            Assert.Equal(("true", "RuntimeDefault"), (Text(At(spec, "securityContext"), "runAsNonRoot"), Text(At(At(spec, "securityContext"), "seccompProfile"), "type")));
            var ours = new[] { "containers", "initContainers" }.Where(name => spec.Children.ContainsKey(name)).SelectMany(name => (YamlSequenceNode)spec[name]).Cast<YamlMappingNode>().Single(static one => Text(one, "name") == "pdp");
            var context = At(ours, "securityContext");
            Assert.Equal(("false", "true"), (Text(context, "allowPrivilegeEscalation"), Text(context, "readOnlyRootFilesystem")));
            Assert.Equal("ALL", ((YamlScalarNode)((YamlSequenceNode)At(context, "capabilities")["drop"])[0]).Value);
        }
    }

    [Fact]
    public void Every_alert_has_a_paragraph_that_says_what_to_do()
    {
        var headings = Heading().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md")))
            .Select(static match => match.Groups[1].Value.ToLowerInvariant().Replace(' ', '-')).ToHashSet(StringComparer.Ordinal);
        var runbooks = Runbook().Matches(File.ReadAllText(Path.Combine(Deploy, "prometheus", "alerts.yaml"))).Select(static match => match.Groups[1].Value).ToList();
        Assert.InRange(runbooks.Count, 8, 50);
        Assert.Subset(headings, runbooks.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_unit_is_one_that_systemd_takes()
    {
        const string Program = "/usr/bin/systemd-analyze";
        if (!File.Exists(Program)) Assert.Skip("systemd-analyze is not installed: apt-get install systemd");
        var folder = Directory.CreateTempSubdirectory("pdp-unit-");
        try
        {
            // it wants the program to be there
            var unit = Path.Combine(folder.FullName, "pdp.service");
            await File.WriteAllTextAsync(
                unit, (await File.ReadAllTextAsync(Path.Combine(Deploy, "systemd", "pdp.service"), TestContext.Current.CancellationToken)).Replace("/opt/pdp/Pdp.Server", "/bin/true", StringComparison.Ordinal),
                TestContext.Current.CancellationToken);
            using var process = Process.Start(new ProcessStartInfo(Program, ["verify", unit]) { RedirectStandardError = true })!;
            var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0 && !errors.Contains(unit, StringComparison.Ordinal), errors);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // what a chart's template is but for what is filled in
    private static string Plain(string text) => Filled().Replace(Control().Replace(text, ""), "x");

    private static List<YamlDocument> Documents(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents];
    }

    private static YamlMappingNode At(YamlMappingNode node, string name) => (YamlMappingNode)node[name];

    private static string? Text(YamlMappingNode node, string name) => ((YamlScalarNode)node[name]).Value;

    [GeneratedRegex(@"\b(PDP__[A-Z_]+)(?:, value: |: |=)([^\n]*)")]
    private static partial Regex Given();

    [GeneratedRegex(@"httpGet: \{ path: ([^,]+),")]
    private static partial Regex ProbePath();

    [GeneratedRegex("^### (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"runbook: docs/operations\.md#(\S+)")]
    private static partial Regex Runbook();

    [GeneratedRegex(@"^\s*\{\{-.*\}\}\r?\n", RegexOptions.Multiline)]
    private static partial Regex Control();

    [GeneratedRegex(@"\{\{.*?\}\}")]
    private static partial Regex Filled();
}
