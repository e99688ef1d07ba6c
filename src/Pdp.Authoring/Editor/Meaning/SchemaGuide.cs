using System.Collections.Concurrent;
using System.Text;
using Pdp.Authoring.Editor.Text;
using Pdp.Bundles;
using Pdp.Bundles.Documents;
using Pdp.Bundles.Reading;
using Pdp.Bundles.Schemas;

namespace Pdp.Authoring.Editor.Meaning;

/// <summary>What the published JSON Schema of a kind says of the places of a document, as far as that has been typed.</summary>
internal sealed class SchemaGuide
{
    private static readonly ConcurrentDictionary<string, SchemaGuide> Guides = new(StringComparer.Ordinal);

    private readonly JsonNode _root;

    private SchemaGuide(JsonNode root) => _root = root;

    /// <summary>The guide of a kind; null: of a document that does not say yet what it is.</summary>
    public static SchemaGuide Of(string? kind) => Guides.GetOrAdd(kind ?? "", static name =>
        new SchemaGuide(JsonTreeReader.Read(Encoding.UTF8.GetBytes(name.Length == 0 ? Unknown() : PublishedSchemas.Text(name)), LoadOptions.DeepestJson, [])!));

    /// <summary>The schemas that describe a value: several where it may be of several kinds.</summary>
    public IReadOnlyList<JsonNode> At(LooseNode node)
    {
        List<JsonNode> found = [_root];
        LooseNode? last = null;
        foreach (var step in node.Around.Reverse())
        {
            if (last is not null) found = [.. found.SelectMany(schema => Resolve(schema, last)).Select(schema => Child(schema, step)).OfType<JsonNode>().Distinct()];
            last = step;
        }

        return [.. found.SelectMany(schema => Resolve(schema, node)).Distinct()];
    }

    /// <summary>The members that a schema names, each with its own schema.</summary>
    public IEnumerable<(string Name, JsonNode Schema)> MembersOf(JsonNode schema) =>
        (schema["properties"]?.Items ?? []).Select(member => (member.Name!, Target(member)));

    /// <summary>The schema behind a reference.</summary>
    public JsonNode Target(JsonNode schema)
    {
        for (var steps = 0; steps < 8 && schema["$ref"] is { IsString: true } reference; steps++) schema = JsonPointer.Nearest(_root, reference.Text.TrimStart('#'));
        return schema;
    }

    private static JsonNode? Child(JsonNode schema, LooseNode step)
    {
        if (step.Name is not { } name) return schema["items"];
        if (schema["properties"]?[name] is { } known) return known;
        if (schema["patternProperties"]?.Items.FirstOrDefault(pattern => PatternTests.Of(pattern.Name!)(name)) is { } named) return named;
        return schema["additionalProperties"] is { IsObject: true } others ? others : null;
    }

    // of alternatives those that have all members that are there; all of them while none has
    private List<JsonNode> Resolve(JsonNode schema, LooseNode instance)
    {
        schema = Target(schema);
        if (schema["anyOf"] is not { IsArray: true } alternatives) return [schema];
        var all = alternatives.Items.SelectMany(alternative => Resolve(alternative, instance)).ToList();
        var fitting = all.Where(alternative => Fits(alternative, instance)).ToList();
        return fitting.Count > 0 ? fitting : all;
    }

    private static bool Fits(JsonNode schema, LooseNode instance) =>
        (schema["type"] is not { IsString: true } type || (type.Text == "object") == instance.IsObject || instance.IsMissing)
        && (!instance.IsObject || schema["properties"] is not { } known || instance.Items.TrueForAll(item => item.IsMissing || known[item.Name!] is not null));

    private static string Unknown() =>
        """
        {"description": "a policy document", "properties": {
          "$schema": {"description": "path of the JSON Schema, for editors", "type": "string"},
          "apiVersion": {"description": "the version of the form of this document", "enum": ["pdp/v1"]},
          "kind": {"description": "what this document is", "enum": [KINDS]}}}
        """.Replace("KINDS", string.Join(", ", DocumentKinds.All.Select(static kind => $"\"{kind}\"")), StringComparison.Ordinal);
}
