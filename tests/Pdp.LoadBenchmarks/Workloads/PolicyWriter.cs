using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pdp.LoadBenchmarks.Workloads;

/// <summary>Writes policies as the documents of this PDP, and as those of Cerbos: one file a resource type.</summary>
internal static class PolicyWriter
{
    // conditions are to be read by people, and in no web page
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // A machine with other work stops a process in the middle of a decision for longer than the usual 100 ms, and the answer
    // is then, rightly, that the time was over: not what is compared here.
    private const string Bundle = """{ "apiVersion": "pdp/v1", "kind": "Bundle", "limits": { "decisionTime": "1m" } }""";

    /// <summary>Writes the PDP's documents.</summary>
    public static string Write(IEnumerable<ResourcePolicy> policies, string folder)
    {
        Write(policies, folder, static policy => new
        {
            apiVersion = "pdp/v1",
            kind = "Policy",
            id = policy.Type.Replace('_', '-'),
            version = 1,
            target = $"resource.type == '{policy.Type}'",
            rules = policy.Rules.Select(Rule),
        });
        File.WriteAllText(Path.Combine(folder, "bundle.json"), Bundle);
        return folder;
    }

    /// <summary>Writes resource policies of Cerbos.</summary>
    public static string WriteCerbos(IEnumerable<ResourcePolicy> policies, string folder) => Write(policies, folder, static policy => new
    {
        apiVersion = "api.cerbos.dev/v1",
        resourcePolicy = new { resource = policy.Type, version = "default", rules = policy.Rules.Select(CerbosRule) },
    });

    private static Dictionary<string, object> Rule(ResourceRule rule)
    {
        var members = new Dictionary<string, object> { ["id"] = rule.Id, ["effect"] = rule.IsPermit ? "permit" : "deny" };
        if (rule.Actions.Count > 0) members["actions"] = rule.Actions;
        members["when"] = rule.Role is null ? rule.Condition : $"'{rule.Role}' in subject.roles && {rule.Condition}";
        return members;
    }

    private static object CerbosRule(ResourceRule rule) => new
    {
        name = rule.Id,
        effect = rule.IsPermit ? "EFFECT_ALLOW" : "EFFECT_DENY",
        actions = rule.Actions.Count > 0 ? rule.Actions : ["*"],
        roles = new[] { rule.Role ?? "*" },
        condition = new { match = new { expr = CerbosCondition(rule.Condition) } },
    };

    // Both are CEL. Cerbos keeps attributes apart from ids, and has nothing for the context of a request but the subject.
    private static string CerbosCondition(string condition) => condition
        .Replace("subject.id", "P.id", StringComparison.Ordinal)
        .Replace("subject.", "P.attr.", StringComparison.Ordinal)
        .Replace("resource.", "R.attr.", StringComparison.Ordinal)
        .Replace("context.", "P.attr.", StringComparison.Ordinal);

    private static string Write(IEnumerable<ResourcePolicy> policies, string folder, Func<ResourcePolicy, object> document)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        foreach (var policy in policies)
        {
            using var file = File.Create(Path.Combine(folder, policy.Type + ".json"));
            JsonSerializer.Serialize(file, document(policy), Readable);
        }

        return folder;
    }
}
