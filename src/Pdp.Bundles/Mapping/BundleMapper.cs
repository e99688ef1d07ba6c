using System.Collections.Immutable;
using Pdp.Bundles.Documents;
using Pdp.Bundles.Reading;
using Pdp.Bundles.Text;
using Pdp.Engine.Sources;
using Pdp.Language.Values;

namespace Pdp.Bundles.Mapping;

/// <summary>Reads <c>Bundle</c> documents.</summary>
internal static class BundleMapper
{
    /// <summary>The only file that may hold a <c>Bundle</c>.</summary>
    public const string FileName = "bundle.json";

    private static readonly TimeSpan LongestDecision = TimeSpan.FromMinutes(1);

    public static BundleDocument Map(JsonNode root, DocumentText document)
    {
        if (document.File != FileName)
        {
            document.Error(
                DocumentDiagnosticCodes.MisplacedBundle, root["kind"] ?? root,
                "a bundle has its place in `bundle.json` at the root of the policy folder",
                "move it there; there is at most one");
        }

        var limits = new EngineLimits();
        if (root["limits"] is { IsObject: true } node)
        {
            limits = limits with
            {
                Fuel = Nodes.Integer(node, "fuel") ?? limits.Fuel,
                MaxPolicyDepth = Nodes.Integer(node, "policyDepth") ?? limits.MaxPolicyDepth,
                DecisionTime = node["decisionTime"] is { IsString: true } time ? DecisionTime(time, document) : limits.DecisionTime,
            };
        }

        return new BundleDocument(document.File)
        {
            Name = Nodes.Text(root, "name"),
            Enforcement = Nodes.Text(root, "schemaEnforcement") switch
            {
                "off" => SchemaEnforcement.Off,
                "reject" => SchemaEnforcement.Reject,
                _ => SchemaEnforcement.Warn,
            },
            Pins = Nodes.Members(root, "pins")
                .Where(pin => Nodes.IsId(pin.Name!) && pin is { IsIntegral: true, Number: >= 1 and <= int.MaxValue })
                .ToImmutableDictionary(pin => pin.Name!, pin => (int)pin.Number, StringComparer.Ordinal),
            Limits = limits,
        };
    }

    private static TimeSpan DecisionTime(JsonNode node, DocumentText document)
    {
        var value = CelText.ParseDuration(node.Text);
        if (value.AsError is { } error)
        {
            document.Error(DocumentDiagnosticCodes.Malformed, node, error.Message);
            return LongestDecision;
        }

        // a time span counts 100 ns
        var time = TimeSpan.FromTicks(value.AsDurationNanos / 100);
        if (time <= TimeSpan.Zero || time > LongestDecision)
        {
            document.Error(
                DocumentDiagnosticCodes.OutOfRange, node,
                $"expected more than nothing and at most `1m`, got {Words.Quote(node.Text)}");
        }

        return time;
    }
}
