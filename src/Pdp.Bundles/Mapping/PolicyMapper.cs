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
        if (Nodes.Integer(root, "version") is not (>= 1 and var version) || Policy(root, document.Location) is not { } policy) return null;
        return new PolicyDocument(document.File, policy with { Version = version, IsShadow = Nodes.Text(root, "stage") == "shadow" });
    }

    private static PolicySource? Policy(JsonNode node, SourceLocation location)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (Nodes.Id(node) is not { } id) return null;
        return new PolicySource
        {
            Id = id,
            Location = location,
            Description = Nodes.Text(node, "description"),
            Target = Nodes.Expression(node, "target", location),
            Combining = Combining(Nodes.Text(node, "combining")),
            Variables = Nodes.Named(node, "variables", location),
            Items = Items(node, location.Child("rules")),
            Obligations = Notices(node, "obligations", location),
            Advice = Notices(node, "advice", location),
        };
    }

    private static ImmutableArray<ItemSource> Items(JsonNode node, SourceLocation location)
    {
        var items = ImmutableArray.CreateBuilder<ItemSource>();
        foreach (var item in Nodes.Elements(node, "rules"))
        {
            var place = location.Child(item.Index);
            ItemSource? source =
                item["effect"] is not null ? Rule(item, place)
                : item["rules"] is not null ? Policy(item, place)
                : Reference(item, place);
            if (source is not null) items.Add(source);
        }

        return items.DrainToImmutable();
    }

    private static RuleSource? Rule(JsonNode node, SourceLocation location)
    {
        if (Nodes.Id(node) is not { } id || Effect(node, "effect") is not { } effect) return null;
        return new RuleSource
        {
            Id = id,
            Location = location,
            Effect = effect,
            Actions = Nodes.Texts(node, "actions"),
            When = Nodes.Expression(node, "when", location),
            Reason = Nodes.Text(node, "reason"),
            Description = Nodes.Text(node, "description"),
            Obligations = Notices(node, "obligations", location),
            Advice = Notices(node, "advice", location),
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

    private static ImmutableArray<NoticeSource> Notices(JsonNode node, string name, SourceLocation location)
    {
        var notices = ImmutableArray.CreateBuilder<NoticeSource>();
        foreach (var item in Nodes.Elements(node, name))
        {
            if (Nodes.Id(item) is not { } id) continue;
            var place = location.Child(name).Child(item.Index);
            notices.Add(new NoticeSource
            {
                Id = id,
                Location = place,
                On = Effect(item, "on"),
                When = Nodes.Expression(item, "when", place),
                Properties = Nodes.Named(item, "properties", place),
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
