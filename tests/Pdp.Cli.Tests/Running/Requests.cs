namespace Pdp.Cli.Tests.Running;

/// <summary>Requests to the good bundle.</summary>
internal static class Requests
{
    /// <summary>Alice reads her own plan: PERMIT.</summary>
    public const string Owner =
        """{"subject": {"type": "user", "id": "alice", "properties": {"tenant": "acme"}}, "action": {"name": "read"}, "resource": {"type": "document", "id": "plan", "properties": {"tenant": "acme", "owner": "alice", "classification": 2}}, "context": {"ip": "10.20.3.4"}}""";

    /// <summary>Bob reads it by his clearance: PERMIT with an obligation.</summary>
    public const string Colleague =
        """{"subject": {"type": "user", "id": "bob", "properties": {"tenant": "acme"}}, "action": {"name": "read"}, "resource": {"type": "document", "id": "plan", "properties": {"tenant": "acme", "owner": "alice", "classification": 2}}, "context": {"ip": "10.20.3.4"}}""";

    /// <summary>Eve is of another tenant: DENY.</summary>
    public const string Stranger =
        """{"subject": {"type": "user", "id": "eve", "properties": {"tenant": "evil"}}, "action": {"name": "read"}, "resource": {"type": "document", "id": "plan", "properties": {"tenant": "acme", "owner": "alice", "classification": 2}}}""";

    /// <summary>Nothing is known of the document: INDETERMINATE.</summary>
    public const string Bare =
        """{"subject": {"type": "user", "id": "bob", "properties": {"tenant": "acme"}}, "action": {"name": "read"}, "resource": {"type": "document", "id": "plan"}}""";

    /// <summary>Carol reads a public order of her team, in the indexed bundle: PERMIT.</summary>
    public const string Order =
        """{"subject": {"type": "user", "id": "carol", "properties": {"age": 30, "groups": ["team-1", "chess"], "quota": 5}}, "action": {"name": "read"}, "resource": {"type": "order", "id": "o7", "properties": {"owner": "dave", "path": "/public/o7", "level": "open", "size": 3}}}""";

    /// <summary>No policy speaks of planets: NOT_APPLICABLE.</summary>
    public const string Elsewhere =
        """{"subject": {"type": "user", "id": "alice"}, "action": {"name": "land"}, "resource": {"type": "planet", "id": "mars"}}""";
}
