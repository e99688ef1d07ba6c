using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Grpc.Core;
using Grpc.Net.Client;
using Pdp.Contracts.V1;
using Pdp.Server.Settings;
using Pdp.Server.Tests.AuthZen;
using Pdp.Server.Tests.Support;
using Pdp.TestKit.Peers;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Pdp.Server.Tests.Deployment;

/// <summary>What is in <c>deploy</c> can be read, and names what the server has.</summary>
public sealed partial class ManifestTests
{
    private static readonly string Deploy = Path.Combine(Repository.Root, "deploy");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

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
    public void What_is_scaled_by_load_does_not_say_how_many_there_are()
    {
        var central = File.ReadAllText(Path.Combine(Deploy, "kubernetes", "central", "pdp.yaml"));
        Assert.Contains("kind: HorizontalPodAutoscaler", central, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?m)^\s*replicas:", central);
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
        foreach (var file in Files.Where(static file => file.EndsWith("pdp.yaml", StringComparison.Ordinal) || file.EndsWith("statefulset.yaml", StringComparison.Ordinal)))
        {
            var spec = At(At(At(Workload(file), "spec"), "template"), "spec");
            Assert.Equal(("true", "RuntimeDefault"), (Text(At(spec, "securityContext"), "runAsNonRoot"), Text(At(At(spec, "securityContext"), "seccompProfile"), "type")));
            var ours = new[] { "containers", "initContainers" }.Where(name => spec.Children.ContainsKey(name)).SelectMany(name => (YamlSequenceNode)spec[name]).Cast<YamlMappingNode>().Single(static one => Text(one, "name") == "pdp");
            var context = At(ours, "securityContext");
            Assert.Equal(("false", "true"), (Text(context, "allowPrivilegeEscalation"), Text(context, "readOnlyRootFilesystem")));
            Assert.Equal("ALL", ((YamlScalarNode)((YamlSequenceNode)At(context, "capabilities")["drop"])[0]).Value);
        }
    }

    [Fact]
    public void The_image_is_the_one_that_manifests_run()
    {
        var image = XDocument.Load(Repository.PathOf("src", "Pdp.Server", "Pdp.Server.csproj"));
        var version = XDocument.Load(Repository.PathOf("Directory.Build.props")).Descendants("VersionPrefix").Single().Value;
        var (user, ports) = (Property("ContainerUser"), image.Descendants("ContainerPort").Select(static port => port.Attribute("Include")!.Value).Order(StringComparer.Ordinal).ToList());

        // no shell and no package manager; a user that is no name, so that a kubelet sees that it is not root
        Assert.Equal("noble-chiseled-extra", Property("ContainerFamily"));
        Assert.Empty(image.Descendants("ContainerBaseImage"));
        Assert.True(int.Parse(user, System.Globalization.CultureInfo.InvariantCulture) > 0);
        foreach (var file in Files.Where(static file => file.EndsWith("pdp.yaml", StringComparison.Ordinal) || file.EndsWith("statefulset.yaml", StringComparison.Ordinal)))
        {
            var spec = At(At(At(Workload(file), "spec"), "template"), "spec");
            Assert.Equal((user, user, user), (Text(At(spec, "securityContext"), "runAsUser"), Text(At(spec, "securityContext"), "runAsGroup"), Text(At(spec, "securityContext"), "fsGroup")));
            var ours = new[] { "containers", "initContainers" }.Where(name => spec.Children.ContainsKey(name)).SelectMany(name => (YamlSequenceNode)spec[name]).Cast<YamlMappingNode>().Single(static one => Text(one, "name") == "pdp");
            Assert.Subset(ports.ToHashSet(StringComparer.Ordinal), ((YamlSequenceNode)ours["ports"]).Cast<YamlMappingNode>().Select(static port => Text(port, "containerPort")!).ToHashSet(StringComparer.Ordinal));
            if (!file.Contains("helm", StringComparison.Ordinal)) Assert.EndsWith($"/pdp:{version}", Text(ours, "image"), StringComparison.Ordinal);
            foreach (var probe in new[] { "startupProbe", "livenessProbe", "readinessProbe" }) Assert.Equal("http", Text(At(At(ours, probe), "httpGet"), "port"));
        }

        Assert.Contains($"tag: \"{version}\"", File.ReadAllText(Path.Combine(Deploy, "helm", "pdp", "values.yaml")), StringComparison.Ordinal);
        Assert.Contains($"appVersion: {version}\n", File.ReadAllText(Path.Combine(Deploy, "helm", "pdp", "Chart.yaml")), StringComparison.Ordinal);
        Assert.Equal("$(VersionPrefix)", Property("ContainerImageTag"));

        string Property(string name) => image.Descendants(name).Single().Value;
    }

    [Fact]
    public void Every_server_has_a_place_for_its_records_that_it_shares_with_no_other()
    {
        var files = Files.Where(static file => file.EndsWith("pdp.yaml", StringComparison.Ordinal) || file.EndsWith("statefulset.yaml", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, files.Count);
        foreach (var file in files)
        {
            var workload = Workload(file);
            var spec = At(At(At(workload, "spec"), "template"), "spec");
            var ours = new[] { "containers", "initContainers" }.Where(name => spec.Children.ContainsKey(name)).SelectMany(name => (YamlSequenceNode)spec[name]).Cast<YamlMappingNode>().Single(static one => Text(one, "name") == "pdp");

            // the chart's settings come from its values
            var settings = string.Concat(file.Contains("helm", StringComparison.Ordinal) ? File.ReadAllText(Path.Combine(Deploy, "helm", "pdp", "values.yaml")) : File.ReadAllText(file));
            Assert.Matches("PDP__AUDIT(:|, value:) bounded", settings);
            Assert.Matches("PDP__AUDIT_DIR(:|, value:) /var/lib/pdp/audit", settings);
            var mount = ((YamlSequenceNode)ours["volumeMounts"]).Cast<YamlMappingNode>().Single(static one => Text(one, "mountPath") == "/var/lib/pdp");
            var claims = At(workload, "spec").Children.TryGetValue("volumeClaimTemplates", out var templates) ? ((YamlSequenceNode)templates).Cast<YamlMappingNode>().Select(static one => Text(At(one, "metadata"), "name")) : [];
            var volume = ((YamlSequenceNode)spec["volumes"]).Cast<YamlMappingNode>().SingleOrDefault(one => Text(one, "name") == Text(mount, "name"));
            Assert.True(volume is null ? claims.Contains(Text(mount, "name")) : volume.Children.ContainsKey("emptyDir"), $"{file}: servers share `{Text(mount, "name")}`");
        }
    }

    [Fact]
    public async Task The_sidecars_access_policies_let_its_application_ask_and_nobody_do_anything_else()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("whose a process is, is told on Linux alone");
        var given = Documents(await File.ReadAllTextAsync(Path.Combine(Deploy, "kubernetes", "sidecar", "pdp.yaml"), Cancelled))
            .Select(static one => (YamlMappingNode)one.RootNode).Single(static one => Text(one, "kind") == "ConfigMap");
        var folder = Directory.CreateTempSubdirectory("pdp-sidecar-");
        try
        {
            var socket = Path.Combine(folder.FullName, "pdp.sock");
            var access = folder.CreateSubdirectory("access");

            // as this test's own user, which is not that of the image
            foreach (var isOwn in new[] { true, false })
            {
                foreach (var (name, text) in At(given, "data").Children)
                    await File.WriteAllTextAsync(Path.Combine(access.FullName, ((YamlScalarNode)name).Value!), ((YamlScalarNode)text).Value!.Replace("1654", isOwn ? await UserAsync() : "1654", StringComparison.Ordinal), Cancelled);
                await using var server = await RunningServer.StartAsync(o => o with { Grpc = ListenAddress.Parse("unix:" + socket, out _)!, Access = access.FullName }, connect: false);
                using var channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions
                {
                    HttpHandler = new SocketsHttpHandler
                    {
                        ConnectCallback = async (_, cancellation) =>
                        {
                            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellation);
                            return new NetworkStream(connection, ownsSocket: true);
                        },
                    },
                });
                var decisions = new DecisionService.DecisionServiceClient(channel);
                var policies = new PolicyService.PolicyServiceClient(channel);
                if (!isOwn) await Assert.ThrowsAsync<RpcException>(async () => await decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled));
                else Assert.True((await decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled)).Allowed);
                await Assert.ThrowsAsync<RpcException>(async () => await policies.GetRevisionAsync(new GetRevisionRequest(), cancellationToken: Cancelled));
                Assert.Equal(403, (int)(await server.Http.GetAsync(new Uri("/metrics", UriKind.Relative), Cancelled)).StatusCode);
                Assert.Equal(403, (int)(await Posted.PostAsync(server.Http, "/access/v1/evaluation", """{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"document","id":"d1"}}""")).Status);
                Assert.Equal("ready\n", await Scrape.ReadAsync(server, path: "/readyz"));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
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
                unit, (await File.ReadAllTextAsync(Path.Combine(Deploy, "systemd", "pdp.service"), Cancelled)).Replace("/opt/pdp/Pdp.Server", "/bin/true", StringComparison.Ordinal),
                Cancelled);
            using var process = Process.Start(new ProcessStartInfo(Program, ["verify", unit]) { RedirectStandardError = true })!;
            var errors = await process.StandardError.ReadToEndAsync(Cancelled);
            await process.WaitForExitAsync(Cancelled);
            Assert.True(process.ExitCode == 0 && !errors.Contains(unit, StringComparison.Ordinal), errors);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> UserAsync()
    {
        using var id = Process.Start(new ProcessStartInfo("id", "-u") { RedirectStandardOutput = true })!;
        return (await id.StandardOutput.ReadToEndAsync(Cancelled)).Trim();
    }

    private static YamlMappingNode Workload(string file) =>
        Documents(Plain(File.ReadAllText(file))).Select(static one => (YamlMappingNode)one.RootNode).Single(static one => Text(one, "kind") is "Deployment" or "StatefulSet");

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
