using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using Pdp.Bundles.Documents;

namespace Pdp.Bundles.Schemas;

/// <summary>
/// The JSON Schemas of the documents: the same text as in <c>schemas/</c>, with two changes made while loading. The items of
/// <c>rules</c> are left unchecked there, since each is checked on its own by the kind that its members show; and
/// <c>$</c> at the end of a pattern, which .NET lets match before a final line break, becomes <c>\z</c>. The validator is made
/// only when a document is found that may be wrong.
/// </summary>
internal static class PublishedSchemas
{
    private static readonly Lazy<FrozenDictionary<string, JsonSchema>> Schemas = new(() =>
        DocumentKinds.All.ToFrozenDictionary(kind => kind, Load, StringComparer.Ordinal));

    private static readonly ConcurrentDictionary<string, Shape> Shapes = new(StringComparer.Ordinal);

    /// <summary>The schema of a kind as a quick test.</summary>
    public static Shape ShapeOf(string kind) => Shapes.GetOrAdd(kind, static name => ShapeReader.Of(Encoding.UTF8.GetBytes(Text(name))));

    /// <summary>The schema of a kind.</summary>
    public static JsonSchema Of(string kind) => Schemas.Value[kind];

    /// <summary>The text as published.</summary>
    public static string Text(string kind)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"schemas/{kind.ToLowerInvariant()}.v1.schema.json");
        using var stream = typeof(PublishedSchemas).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the assembly lacks {name}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static JsonSchema Load(string kind)
    {
        var schema = JObject.Parse(Text(kind));
        foreach (var value in schema.Descendants().OfType<JProperty>().Where(property => property.Name == "pattern").ToList())
        {
            // "pattern" is also a keyword that attributes have
            if (value.Value is JValue { Value: string pattern }) value.Value = PatternTests.Anchored(pattern);
        }

        foreach (var patterns in schema.Descendants().OfType<JProperty>().Where(property => property.Name == "patternProperties").ToList())
        {
            patterns.Value = new JObject(((JObject)patterns.Value).Properties()
                .Select(property => new JProperty(PatternTests.Anchored(property.Name), property.Value)));
        }

        if (kind == DocumentKinds.Policy) schema["definitions"]!["item"] = new JObject(new JProperty("type", "object"));

        // there is nothing to wait for: the schemas refer to nothing outside themselves
        return JsonSchema.FromJsonAsync(schema.ToString()).GetAwaiter().GetResult();
    }
}
