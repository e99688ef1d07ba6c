using System.Globalization;
using System.Text;

namespace Pdp.Benchmarks.Loading;

/// <summary>A generated folder of policies.</summary>
/// <param name="Name">The kind: <c>flat</c>, <c>typed</c> or <c>long</c>.</param>
/// <param name="Rules">How many rules it has.</param>
internal sealed record GeneratedPolicies(string Name, int Rules)
{
    /// <summary>The kinds, each with what it is.</summary>
    public static readonly IReadOnlyDictionary<string, string> Kinds = new Dictionary<string, string>
    {
        ["flat"] = "one resource type, rules that differ by two equalities; 10,000 rules a file",
        ["typed"] = "a resource type and a file for every five rules",
        ["long"] = "as flat, every tenth rule with ten conjuncts",
        ["schema"] = "as typed, with a schema of all types",
    };

    private const int RulesPerType = 5;
    private const int RulesPerFile = 10_000;

    /// <summary>Writes the folder, unless it is there already.</summary>
    /// <returns>Its path.</returns>
    public string Write(string below)
    {
        var folder = Path.Combine(below, string.Create(CultureInfo.InvariantCulture, $"{Name}-{Rules}"));
        if (Directory.Exists(folder)) return folder;
        var partial = folder + ".partial";
        if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
        Directory.CreateDirectory(partial);
        foreach (var (file, text) in Files()) File.WriteAllText(Path.Combine(partial, file), text);
        Directory.Move(partial, folder);
        return folder;
    }

    /// <summary>The name of a resource's type; of flat sets there is one.</summary>
    public static string TypeOf(int number) => string.Create(CultureInfo.InvariantCulture, $"doc_{number}");

    private IEnumerable<(string File, string Text)> Files() => Name switch
    {
        "typed" => Typed(),
        "schema" => Typed().Append(("schema.json", Schema(Rules / RulesPerType))),
        "long" => Flat(hasLong: true),
        _ => Flat(hasLong: false),
    };

    private IEnumerable<(string, string)> Flat(bool hasLong)
    {
        for (var first = 0; first < Rules; first += RulesPerFile)
        {
            var rules = Enumerable.Range(first, Math.Min(RulesPerFile, Rules - first)).Select(i => Rule(
                $"r{i}", "permit", ["view"], hasLong && i % 10 == 0 ? Long(i) : $"subject.department == 'd{i}' && resource.project == 'p{i}'"));
            yield return ($"flat-{first / RulesPerFile}.json", Policy($"flat-{first / RulesPerFile}", "doc", rules));
        }
    }

    private static string Long(int i) =>
        $"subject.department == 'd{i}' && resource.project == 'p{i}' && subject.tenant == resource.tenant && subject.clearance >= {i % 5}"
        + $" && resource.region in ['eu-{i % 7}', 'us-{i % 3}'] && subject.title.startsWith('t{i % 11}') && context.hour >= 8 && context.hour < 18"
        + " && !subject.suspended && 'employee' in subject.roles";

    private IEnumerable<(string, string)> Typed()
    {
        for (var k = 0; k < Rules / RulesPerType; k++)
        {
            yield return ($"doc_{k}.json", Policy(
                $"doc-{k}", $"doc_{k}",
                [
                    Rule(
                        "read-by-clearance", "permit", ["view"],
                        "'employee' in subject.roles && subject.tenant == resource.tenant && subject.department == resource.department"
                        + " && subject.clearance >= resource.classification"),
                    Rule("owner", "permit", ["edit", "delete"], "'employee' in subject.roles && resource.owner == subject.id"),
                    Rule(
                        "manager-on-site", "permit", ["view", "edit", "approve"],
                        $"'manager' in subject.roles && subject.tenant == resource.tenant && cidr('10.{k % 256}.0.0/16').containsIP(context.ip)"
                        + " && context.hour >= 8 && context.hour < 18"),
                    Rule("locked", "deny", ["edit", "delete"], "resource.locked"),
                    Rule("suspended", "deny", [], "subject.suspended"),
                ]));
        }
    }

    private static string Policy(string id, string type, IEnumerable<string> rules) =>
        $$"""
        {
         "apiVersion": "pdp/v1",
         "kind": "Policy",
         "id": "{{id}}",
         "version": 1,
         "target": "resource.type == '{{type}}'",
         "rules": [
        {{string.Join(",\n", rules)}}
         ]
        }
        """;

    private static string Rule(string id, string effect, string[] actions, string when)
    {
        var named = actions.Length == 0 ? "" : $"\n   \"actions\": [{string.Join(", ", actions.Select(action => $"\"{action}\""))}],";
        return $$"""
              {
               "id": "{{id}}",
               "effect": "{{effect}}",{{named}}
               "when": "{{when}}"
              }
            """;
    }

    private static string Schema(int types)
    {
        var text = new StringBuilder();
        for (var k = 0; k < types; k++)
        {
            text.Append(k == 0 ? "" : ",\n").Append(CultureInfo.InvariantCulture, $"\"doc_{k}\": ").Append(
                """{ "type": "object", "properties": { "tenant": { "type": "string" }, "department": { "type": "string" }, "owner": { "type": "string" }, "classification": { "type": "integer" }, "locked": { "type": "boolean" } } }""");
        }

        return $$"""
        {
         "apiVersion": "pdp/v1", "kind": "Schema",
         "subjects": { "user": { "type": "object", "properties": { "roles": { "type": "array", "items": { "type": "string" }, "maxItems": 16 },
           "tenant": { "type": "string" }, "department": { "type": "string" }, "clearance": { "type": "integer" }, "suspended": { "type": "boolean" } } } },
         "actions": { "view": {}, "edit": {}, "delete": {}, "approve": {} },
         "context": { "type": "object", "properties": { "ip": { "type": "string", "maxLength": 45 }, "hour": { "type": "integer" } } },
         "resources": {
        {{text}}
         }
        }
        """;
    }
}
