using System.Runtime.CompilerServices;
using Newtonsoft.Json.Linq;
using Pdp.Bundles.Reading;

namespace Pdp.Bundles.Schemas;

/// <summary>A part of a document in the form that the schema validator takes, and the way back from there to its places.</summary>
internal sealed class SchemaTokens
{
    private readonly Dictionary<JToken, JsonNode> _nodes = new(ReferenceEqualityComparer.Instance);
    private readonly Func<JsonNode, bool> _isCheckedApart;

    /// <param name="root">The part.</param>
    /// <param name="isCheckedApart">Of which objects below it the validator need not see the members.</param>
    public SchemaTokens(JsonNode root, Func<JsonNode, bool> isCheckedApart)
    {
        _isCheckedApart = isCheckedApart;
        Root = Make(root, isRoot: true);
    }

    public JToken Root { get; }

    /// <summary>The node of a token; of a property its value.</summary>
    public JsonNode this[JToken token] => _nodes[token is JProperty property ? property.Value : token];

    private JToken Make(JsonNode node, bool isRoot = false)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        JToken token = node.Kind switch
        {
            JsonKind.False => new JValue(false),
            JsonKind.True => new JValue(true),
            JsonKind.Number => node.IsIntegral ? new JValue((long)node.Number) : new JValue(node.Number),
            JsonKind.String => JValue.CreateString(node.Text),
            JsonKind.Array => new JArray(node.Items.Select(item => Make(item))),
            JsonKind.Object when !isRoot && _isCheckedApart(node) => new JObject(),
            JsonKind.Object => new JObject(node.Items.Select(item => new JProperty(item.Name!, Make(item)))),
            _ => JValue.CreateNull(),
        };
        _nodes.Add(token, node);
        return token;
    }
}
