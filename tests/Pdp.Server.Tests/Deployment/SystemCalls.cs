using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Pdp.TestKit.Peers;

namespace Pdp.Server.Tests.Deployment;

/// <summary>Which calls of the system a server may make, in the form that runtimes of containers take (<c>linux.seccomp</c> of OCI's runtime specification).</summary>
internal static class SystemCalls
{
    private const int NotPermitted = 1;

    // what containerd and Docker refuse and Debian's profile, which is Podman's and CRI-O's, lets pass
    private static readonly string[] Refused =
    [
        "add_key", "bpf", "fanotify_init", "fsconfig", "fsmount", "fsopen", "fspick", "io_uring_enter", "io_uring_register", "io_uring_setup", "kcmp", "keyctl", "lookup_dcookie", "mbind", "mount",
        "mount_setattr", "move_mount", "move_pages", "open_by_handle_at", "open_tree", "perf_event_open", "pivot_root", "process_vm_readv", "process_vm_writev", "quotactl", "request_key", "set_mempolicy",
        "setns", "syslog", "umount", "umount2", "unshare", "userfaultfd", "vhangup",
    ];

    private static readonly Peer Profile = new("seccomp.json", "apt-get install --no-install-recommends golang-github-containers-common", "/usr/share/containers/seccomp.json");
    private static readonly Peer Analyze = new("systemd-analyze", "apt-get install --no-install-recommends systemd", "/usr/bin/systemd-analyze");

    /// <summary>What a runtime of containers lets pass where nothing else is said (<c>RuntimeDefault</c> of Kubernetes), without capabilities: of several runtimes what all of them do.</summary>
    public static JsonObject RuntimeDefault()
    {
        var profile = JsonNode.Parse(File.ReadAllText(Profile.PathOrSkip()))!;
        var architecture = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64";
        var rules = new JsonArray(Rule("SCMP_ACT_ERRNO", Refused, NotPermitted));
        foreach (var one in profile["syscalls"]!.AsArray().Where(one => Applies(one!, architecture)))
        {
            var action = (string)one!["action"]!;
            string[] names = [.. one["names"]!.AsArray().Select(static name => (string)name!).Where(static name => name != "clone3").Except(Refused)];
            if (names.Length > 0) rules.Add(Rule(action, names, (int?)one["errnoRet"], one["args"]));
        }

        return new JsonObject { ["defaultAction"] = (string)profile["defaultAction"]!, ["defaultErrnoRet"] = (int)profile["defaultErrnoRet"]!, ["syscalls"] = rules };
    }

    /// <summary>What the unit lets pass (<c>SystemCallFilter</c>), as systemd has its groups.</summary>
    public static async Task<JsonObject> OfUnitAsync()
    {
        var (code, output, error) = await Analyze.RunAsync(["--no-pager", "syscall-filter"]);
        if (code != 0) throw new InvalidOperationException(error);
        var groups = Groups(output);
        var allowed = new HashSet<string>(groups["@default"], StringComparer.Ordinal);
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "deploy", "systemd", "pdp.service")))
        {
            const string Setting = "SystemCallFilter=";
            if (!line.StartsWith(Setting, StringComparison.Ordinal)) continue;
            var isRefused = line[Setting.Length] == '~';
            foreach (var word in line[Setting.Length..].TrimStart('~').Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (isRefused) allowed.ExceptWith(Of(groups, word));
                else allowed.UnionWith(Of(groups, word));
            }
        }

        return new JsonObject { ["defaultAction"] = "SCMP_ACT_ERRNO", ["defaultErrnoRet"] = NotPermitted, ["syscalls"] = new JsonArray(Rule("SCMP_ACT_ALLOW", allowed)) };
    }

    private static bool Applies(JsonNode rule, string architecture)
    {
        var (includes, excludes) = (rule["includes"], rule["excludes"]);
        return includes?["caps"] is not JsonArray { Count: > 0 } && (includes?["arches"] is not JsonArray { Count: > 0 } arches || Has(arches)) && !(excludes?["arches"] is JsonArray others && Has(others));

        bool Has(JsonArray some) => some.Any(one => (string)one! == architecture);
    }

    private static JsonObject Rule(string action, IEnumerable<string> names, int? error = null, JsonNode? arguments = null)
    {
        var rule = new JsonObject { ["action"] = action, ["names"] = new JsonArray([.. names.Select(static name => JsonValue.Create(name))]) };
        if (error is not null) rule["errnoRet"] = error;
        if (arguments is JsonArray { Count: > 0 }) rule["args"] = arguments.DeepClone();
        return rule;
    }

    // groups begin at the margin; what they have is within, other groups as well
    private static Dictionary<string, List<string>> Groups(string text)
    {
        var groups = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        List<string>? group = null;
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith('@')) groups[line.Trim()] = group = [];
            else if (line.Trim() is { Length: > 0 } word && word[0] != '#' && line[0] == ' ') group?.Add(word);
            else if (line.StartsWith('#')) group = null;
        }

        return groups;
    }

    private static IEnumerable<string> Of(Dictionary<string, List<string>> groups, string word) => word[0] == '@' ? groups[word].SelectMany(one => Of(groups, one)) : [word];
}
