using System.Globalization;
using System.Text;

namespace Pdp.LoadBenchmarks.Workloads;

/// <summary>Writes policies of any number.</summary>
internal static class PolicyWriter
{
    private const int RulesOfType = 5;

    /// <summary>Five rules for each resource type.</summary>
    public static string Typed(int rules, string folder)
    {
        Empty(folder);
        for (var type = 0; type < Math.Max(1, rules / RulesOfType); type++)
        {
            Write(folder, $"doc-{Text(type)}", $$"""
                {
                  "apiVersion": "pdp/v1", "kind": "Policy", "id": "doc-{{Text(type)}}", "version": 1,
                  "target": "resource.type == 'doc_{{Text(type)}}'",
                  "rules": [
                    { "id": "read-by-clearance", "effect": "permit", "actions": ["view"],
                      "when": "'employee' in subject.roles && subject.tenant == resource.tenant && subject.department == resource.department && subject.clearance >= resource.classification" },
                    { "id": "owner", "effect": "permit", "actions": ["edit", "delete"],
                      "when": "'employee' in subject.roles && resource.owner == subject.id" },
                    { "id": "manager-on-site", "effect": "permit", "actions": ["view", "edit", "approve"],
                      "when": "'manager' in subject.roles && subject.tenant == resource.tenant && context.ip.startsWith('10.0.') && context.hour >= 8 && context.hour < 18" },
                    { "id": "locked", "effect": "deny", "actions": ["edit", "delete"], "when": "resource.locked" },
                    { "id": "suspended", "effect": "deny", "when": "subject.suspended" }
                  ]
                }
                """);
        }

        return folder;
    }

    /// <summary>All rules for one resource type.</summary>
    public static string Flat(int rules, string folder)
    {
        Empty(folder);
        var text = new StringBuilder(
            """
            { "apiVersion": "pdp/v1", "kind": "Policy", "id": "docs", "version": 1, "target": "resource.type == 'doc_0'", "rules": [
            """);
        for (var i = 0; i < rules; i++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $$"""{{(i == 0 ? "" : ",")}}{ "id": "r{{i}}", "effect": "permit", "when": "subject.department == 'd{{i}}' && resource.department == 'd{{i}}'" }""").Append('\n');
        }

        Write(folder, "docs", text.Append("] }").ToString());
        return folder;
    }

    private static void Empty(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
    }

    private static void Write(string folder, string name, string text) => File.WriteAllText(Path.Combine(folder, name + ".json"), text);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
