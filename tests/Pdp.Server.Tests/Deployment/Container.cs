using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Server.Tests.Deployment;

/// <summary>
/// The server in a container of the runtime that containerd and Docker run, with what the manifests give it: the user of the image, no capabilities, no new privileges, a root that cannot be
/// written, <c>/tmp</c> and a volume. In the root there is what the image's base has (libraries of the system, .NET) and no program.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class Container : IDisposable
{
    private const int User = 1654;

    private static readonly Peer Runc = new("runc", "apt-get install --no-install-recommends runc", "/usr/sbin/runc", "/usr/bin/runc");

    private readonly DirectoryInfo _place;
    private readonly string _id = $"pdp-{Guid.NewGuid():N}";
    private readonly Process _process;
    private readonly Task<string> _error;

    private Container(DirectoryInfo place, JsonObject seccomp, string policies, IEnumerable<string> arguments)
    {
        _place = place;
        var root = place.CreateSubdirectory("root");
        foreach (var (name, target) in new[] { ("lib", "usr/lib"), ("lib64", "usr/lib64") }) File.CreateSymbolicLink(Path.Combine(root.FullName, name), target);

        // as a kubelet gives a volume: not the server's own
        File.SetUnixFileMode(place.CreateSubdirectory("volume").FullName, (UnixFileMode)0b111_111_111);
        File.WriteAllText(Path.Combine(place.FullName, "config.json"), Configuration(root.FullName, seccomp, policies, arguments).ToJsonString());
        var start = new ProcessStartInfo(Runc.PathOrSkip(), [.. Runtime, "run", "--bundle", place.FullName, _id]) { RedirectStandardOutput = true, RedirectStandardError = true };
        _process = Process.Start(start)!;
        _error = _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Where the volume is, from outside.</summary>
    public string Volume => Path.Combine(_place.FullName, "volume");

    private string[] Runtime => ["--root", Path.Combine(_place.FullName, "runtime")];

    /// <summary>Starts it; skips the running test where that cannot be.</summary>
    public static Container Start(JsonObject seccomp, string policies, params IEnumerable<string> arguments)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can start a container whose user is another one");
        Runc.PathOrSkip();
        return new Container(Directory.CreateTempSubdirectory("pdp-container-"), seccomp, policies, arguments);
    }

    public async Task<string> LineWithAsync(string text)
    {
        while (await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal)) return line;
        }

        throw new InvalidOperationException($"it ended without saying `{text}`: {await _error}");
    }

    /// <summary>What the kernel says of the server's process.</summary>
    public async Task<IReadOnlyDictionary<string, string>> StatusAsync()
    {
        var state = JsonDocument.Parse(await RunAsync("state", _id)).RootElement;
        var lines = await File.ReadAllLinesAsync(string.Create(CultureInfo.InvariantCulture, $"/proc/{state.GetProperty("pid").GetInt32()}/status"), TestContext.Current.CancellationToken);
        return lines.Select(static line => line.Split(':', 2)).ToDictionary(static parts => parts[0], static parts => parts[1].Trim(), StringComparer.Ordinal);
    }

    /// <summary>Tells it to stop, as runtimes do, and waits for its end.</summary>
    public async Task<(int Code, string Error)> StopAsync()
    {
        await RunAsync("kill", _id, "TERM");
        return await EndAsync();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<(int Code, string Error)> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (_process.ExitCode, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            using var delete = Process.Start(Runc.PathOrSkip(), [.. Runtime, "delete", "--force", _id]);
            delete.WaitForExit();
            _process.WaitForExit();
        }

        _process.Dispose();
        _place.Delete(recursive: true);
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        var (code, output, error) = await Runc.RunAsync([.. Runtime, .. arguments]);
        Assert.True(code == 0, output + error);
        return output;
    }

    private JsonObject Configuration(string root, JsonObject seccomp, string policies, IEnumerable<string> arguments)
    {
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var places = new List<(string From, string To)> { (AppContext.BaseDirectory, "/app"), (dotnet, "/usr/share/dotnet"), (policies, "/etc/pdp/policies") };
        places.AddRange(new[] { "/usr/lib", "/usr/lib64", "/usr/share/zoneinfo", "/etc/ssl" }.Where(Directory.Exists).Select(static path => (path, path)));
        var mounts = new JsonArray(
            Mount("proc", "proc", "/proc", "nosuid", "noexec", "nodev"),
            Mount("tmpfs", "tmpfs", "/dev", "nosuid", "strictatime", "mode=755", "size=65536k"),
            Mount("tmpfs", "tmpfs", "/tmp", "nosuid", "nodev", "noexec", "mode=1777", "size=64m"),
            Mount("bind", Path.Combine(_place.FullName, "volume"), "/var/lib/pdp", "rbind", "rw"));
        foreach (var (from, to) in places) mounts.Add(Mount("bind", from, to, "rbind", "ro"));
        return new JsonObject
        {
            ["ociVersion"] = "1.0.2",
            ["process"] = new JsonObject
            {
                ["user"] = new JsonObject { ["uid"] = User, ["gid"] = User },
                ["args"] = Texts(["/usr/share/dotnet/dotnet", "/app/Pdp.Server.dll", .. arguments]),
                ["env"] = Texts(["APP_UID=1654", "ASPNETCORE_HTTP_PORTS=8080", "DOTNET_RUNNING_IN_CONTAINER=true"]),
                ["cwd"] = "/app",
                ["noNewPrivileges"] = true,
                ["capabilities"] = new JsonObject(new[] { "bounding", "effective", "inheritable", "permitted", "ambient" }.Select(static set => KeyValuePair.Create<string, JsonNode?>(set, new JsonArray()))),
            },
            ["root"] = new JsonObject { ["path"] = root, ["readonly"] = true },
            ["mounts"] = mounts,
            ["linux"] = new JsonObject
            {
                // the network is that of the test, which asks
                ["namespaces"] = new JsonArray([.. new[] { "pid", "ipc", "uts", "mount" }.Select(static one => new JsonObject { ["type"] = one })]),
                ["maskedPaths"] = Texts(["/proc/kcore", "/proc/keys", "/proc/timer_list", "/proc/sched_debug"]),
                ["readonlyPaths"] = Texts(["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]),
                ["seccomp"] = seccomp,
            },
        };
    }

    private static JsonObject Mount(string type, string source, string destination, params IEnumerable<string> options) =>
        new() { ["type"] = type, ["source"] = source, ["destination"] = destination, ["options"] = Texts(options) };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(static text => JsonValue.Create(text))]);
}
