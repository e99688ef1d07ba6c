using System.Collections.Immutable;
using Pdp.Bundles.Documents;
using Pdp.Bundles.Reading;
using Pdp.Engine.Sources;
using Pdp.Language.Values;

namespace Pdp.Bundles.Mapping;

/// <summary>Reads <c>Entities</c> documents.</summary>
internal static class EntitiesMapper
{
    public static EntitiesDocument Map(JsonNode root, DocumentText document)
    {
        var entities = ImmutableArray.CreateBuilder<EntityData>();
        var location = document.Location.Child("entities");
        foreach (var node in Nodes.Elements(root, "entities"))
        {
            if (Nodes.Text(node, "type") is not { Length: > 0 } type || Nodes.Text(node, "id") is not { Length: > 0 } id)
            {
                document.PassOver(node);
                continue;
            }

            var properties = node["properties"] is { IsObject: true } member ? JsonValues.ToMap(member) : StringMap.Empty;
            entities.Add(new EntityData(type, id, properties, location.Child(node.Index)));
        }

        return new EntitiesDocument(document.File, entities.DrainToImmutable());
    }
}
