using Pdp.Bundles.Reading;
using Pdp.Bundles.Text;
using Pdp.Engine.Requests;
using Pdp.Language.Values;

namespace Pdp.Bundles.Json;

/// <summary>Makes requests and their parts of JSON, and tells everything that keeps it from it.</summary>
internal sealed class RequestReader(List<JsonProblem> problems)
{
    private static readonly string[] RequestMembers = ["subject", "action", "resource", "context"];
    private static readonly string[] EntityMembers = ["type", "id", "properties"];
    private static readonly string[] ActionMembers = ["name", "properties"];

    /// <summary>A whole request; null when something is wrong.</summary>
    public Request? Request(JsonNode node)
    {
        if (!IsObject(node, RequestMembers)) return null;
        var subject = Required(node, "subject") is { } subjectNode ? Entity(subjectNode) : null;
        var action = Required(node, "action") is { } actionNode ? Action(actionNode) : null;
        var resource = Required(node, "resource") is { } resourceNode ? Entity(resourceNode) : null;
        var context = Properties(node, "context");
        return subject is null || action is null || resource is null || context is null
            ? null
            : new Request(subject, action, resource, context);
    }

    /// <summary>A subject or resource.</summary>
    public Entity? Entity(JsonNode node)
    {
        if (!IsObject(node, EntityMembers)) return null;
        var type = Word(node, "type");
        var id = Word(node, "id");
        var properties = Properties(node, "properties");
        return type is null || id is null || properties is null ? null : new Entity(type, id, properties);
    }

    /// <summary>An action.</summary>
    public ActionInfo? Action(JsonNode node)
    {
        if (!IsObject(node, ActionMembers)) return null;
        var name = Word(node, "name");
        var properties = Properties(node, "properties");
        return name is null || properties is null ? null : new ActionInfo(name, properties);
    }

    private bool IsObject(JsonNode node, string[] members)
    {
        if (!node.IsObject)
        {
            WrongType(node, "object");
            return false;
        }

        foreach (var member in node.Items)
        {
            if (member.Name is not { } name || Array.IndexOf(members, name) >= 0) continue;
            var help = Suggestions.DidYouMean(name, members) ?? $"expected {Words.OneOf(members)}";
            problems.Add(new JsonProblem(
                DocumentDiagnosticCodes.UnknownMember, member.Pointer, member.NameOffset, member.NameLength,
                $"unknown member {Words.Quote(name)}", help));
        }

        return true;
    }

    private JsonNode? Required(JsonNode node, string name)
    {
        if (node[name] is { } member) return member;
        problems.Add(new JsonProblem(
            DocumentDiagnosticCodes.MissingMember, node.Pointer, node.Offset, node.Length, $"member `{name}` is missing"));
        return null;
    }

    private string? Word(JsonNode node, string name)
    {
        if (Required(node, name) is not { } member) return null;
        if (!member.IsString)
        {
            WrongType(member, "string");
            return null;
        }

        if (member.Text.Length > 0) return member.Text;
        problems.Add(new JsonProblem(
            DocumentDiagnosticCodes.Malformed, member.Pointer, member.Offset, member.Length, $"`{name}` is empty"));
        return null;
    }

    private StringMap? Properties(JsonNode node, string name)
    {
        if (node[name] is not { } member) return StringMap.Empty;
        if (member.IsObject) return JsonValues.ToMap(member);
        WrongType(member, "object");
        return null;
    }

    private void WrongType(JsonNode node, string expected) => problems.Add(new JsonProblem(
        DocumentDiagnosticCodes.WrongType, node.Pointer, node.Offset, node.Length, $"expected {expected}, got {node.Kind.Text()}"));
}
