namespace Pdp.Cli.Tests.Diffing;

/// <summary>
/// Two policy folders of which the old one answers what a request's context has as <c>before</c>, and the new one what it has as
/// <c>after</c>.
/// </summary>
internal sealed class TwoStates : IDisposable
{
    public static readonly string[] Decisions = ["PERMIT", "DENY", "NOT_APPLICABLE", "INDETERMINATE"];

    private readonly string _folder = Directory.CreateTempSubdirectory("pdp-diff-").FullName;

    public TwoStates(string? oldNotices = null, string? newNotices = null)
    {
        Write("old", "before", 1, oldNotices ?? "");
        Write("new", "after", 2, newNotices ?? "");
    }

    public string Old => Path.Combine(_folder, "old");

    public string New => Path.Combine(_folder, "new");

    /// <summary>A request that the two answer as told.</summary>
    public static string Request(string before, string after, string id = "d") => $$"""
        {"subject": {"type": "user", "id": "u"}, "action": {"name": "read"}, "resource": {"type": "document", "id": "{{id}}"}, "context": {"before": "{{before}}", "after": "{{after}}"} }
        """.Trim();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string name, string member, int version, string notices)
    {
        Directory.CreateDirectory(Path.Combine(_folder, name));
        File.WriteAllText(Path.Combine(_folder, name, "policy.json"), $$"""
            {
              "apiVersion": "pdp/v1", "kind": "Policy", "id": "documents", "version": {{version}},
              "rules": [
                { "id": "permits", "effect": "permit", "when": "context.{{member}} == 'PERMIT'" {{(notices.Length > 0 ? "," + notices : "")}} },
                { "id": "denies", "effect": "deny", "when": "context.{{member}} == 'DENY'", "reason": "it says so" },
                { "id": "fails", "effect": "deny", "when": "context.{{member}} == 'INDETERMINATE' && subject.nowhere == 1" }
              ]
            }
            """);
        File.WriteAllText(Path.Combine(_folder, name, "schema.json"), """
            {
              "apiVersion": "pdp/v1", "kind": "Schema",
              "subjects": { "user": { "type": "object", "properties": { "nowhere": { "type": "integer" } } } },
              "resources": { "document": { "type": "object", "properties": {} } },
              "actions": { "read": { "resources": ["document"] } },
              "context": { "type": "object", "properties": { "before": { "type": "string" }, "after": { "type": "string" } } }
            }
            """);
    }
}
