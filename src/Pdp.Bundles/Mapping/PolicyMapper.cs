using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Pdp.Bundles.Documents;
using Pdp.Bundles.Reading;
using Pdp.Engine.Sources;

namespace Pdp.Bundles.Mapping;

/// <summary>Reads <c>Policy</c> documents.</summary>
internal static class PolicyMapper
{
    /// <summary>The policy; null when not even id and version can be read.</summary>
    public static PolicyDocument? Map(JsonNode root, DocumentText document)
    {
        if (Nodes.Integer(root, "version") is not (>= 1 and var version)) return null;
        if (Policy(root, document.Location, document) is not { } policy) return null;
        return new PolicyDocument(document.File, policy with { Version = version, IsShadow = Nodes.Text(root, "stage") == "shadow" });
    }

    private static PolicySource? Policy(JsonNode node, SourceLocation location, DocumentText document)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (Nodes.Id(node) is not { } id) return null;
        return new PolicySource
        {
            Id = id,
            Location = location,
            Description = Nodes.Text(node, "description"),
            Target = Nodes.Expression(node, "target", location, document),
            Combining = Combining(Nodes.Text(node, "combining")),
            Variables = Nodes.Named(node, "variables", location, document),
            Items = Items(node, location.Child("rules"), document),
            Obligations = Notices(node, "obligations", location, document),
            Advice = Notices(node, "advice", location, document),
        };
    }

    private static ImmutableArray<ItemSource> Items(JsonNode node, SourceLocation location, DocumentText document)
    {
        var items = ImmutableArray.CreateBuilder<ItemSource>();
        location = location.Shared;
        foreach (var item in Nodes.Elements(node, "rules"))
        {
            var place = location.Child(item.Index);
            ItemSource? source =
                item["effect"] is not null ? Rule(item, place, document)
                : item["rules"] is not null ? Policy(item, place, document)
                : Reference(item, place);
            if (source is not null) items.Add(source);
            else document.PassOver(item);
        }

        return items.DrainToImmutable();
    }

    private static RuleSource? Rule(JsonNode node, SourceLocation location, DocumentText document)
    {
        if (Nodes.Id(node) is not { } id || Effect(node, "effect") is not { } effect) return null;
        return new RuleSource
        {
            Id = id,
            Location = location,
            Effect = effect,
            Actions = Nodes.Texts(node, "actions", document),
            When = Nodes.Expression(node, "when", location, document),
            Reason = Nodes.Text(node, "reason"),
            Description = Nodes.Text(node, "description"),
            Obligations = Notices(node, "obligations", location, document),
            Advice = Notices(node, "advice", location, document),
        };
    }

    private static ReferenceSource? Reference(JsonNode node, SourceLocation location)
    {
        if (Nodes.Text(node, "policy") is not { } text) return null;
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var id = at < 0 ? text : text[..at];
        int? version = null;
        if (at >= 0)
        {
            if (!int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
            version = number;
        }

        return Nodes.IsId(id) ? new ReferenceSource { Id = id, Version = version, Location = location } : null;
    }

    private static ImmutableArray<NoticeSource> Notices(JsonNode node, string name, SourceLocation location, DocumentText document)
    {
        var elements = Nodes.Elements(node, name);
        if (elements.Count == 0) return [];
        var notices = ImmutableArray.CreateBuilder<NoticeSource>(elements.Count);
        foreach (var item in elements)
        {
            if (Nodes.Id(item) is not { } id)
            {
                document.PassOver(item);
                continue;
            }

            var place = location.Child(name).Child(item.Index);
            notices.Add(new NoticeSource
            {
                Id = id,
                Location = place,
                On = Effect(item, "on"),
                When = Nodes.Expression(item, "when", place, document),
                Properties = Nodes.Named(item, "properties", place, document),
            });
        }

        return notices.DrainToImmutable();
    }

    private static Effect? Effect(JsonNode node, string name) => Nodes.Text(node, name) switch
    {
        "permit" => Engine.Sources.Effect.Permit,
        "deny" => Engine.Sources.Effect.Deny,
        _ => null,
    };

    private static CombiningAlgorithm Combining(string? name) => name switch
    {
        "permit-overrides" => CombiningAlgorithm.PermitOverrides,
        "ordered-deny-overrides" => CombiningAlgorithm.OrderedDenyOverrides,
        "ordered-permit-overrides" => CombiningAlgorithm.OrderedPermitOverrides,
        "deny-unless-permit" => CombiningAlgorithm.DenyUnlessPermit,
        "permit-unless-deny" => CombiningAlgorithm.PermitUnlessDeny,
        "first-applicable" => CombiningAlgorithm.FirstApplicable,
        "only-one-applicable" => CombiningAlgorithm.OnlyOneApplicable,
        _ => CombiningAlgorithm.DenyOverrides,
    };
}
