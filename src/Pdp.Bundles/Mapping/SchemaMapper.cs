using System.Collections.Immutable;
using Pdp.Bundles.Documents;
using Pdp.Bundles.Reading;
using Pdp.Engine.Sources;

namespace Pdp.Bundles.Mapping;

/// <summary>Reads <c>Schema</c> documents.</summary>
internal static class SchemaMapper
{
    public static SchemaDocument Map(JsonNode root, DocumentText document)
    {
        var attributes = new AttributeMapper(document);
        ImmutableArray<EntitySchema> Entities(string group, string rootName) =>
        [
            .. Nodes.Members(root, group).Where(node => attributes.IsEntity(node))
                .Select(node => attributes.Entity(node, node.Name!, rootName, document.Location.Child(group).Child(node.Name!))),
        ];

        return new SchemaDocument(document.File, new SchemaSource
        {
            Subjects = Entities("subjects", "subject"),
            Resources = Entities("resources", "resource"),
            Actions = Entities("actions", "action"),
            Context = root["context"] is { IsObject: true } context
                ? attributes.Entity(context, "context", "context", document.Location.Child("context"))
                : null,
        });
    }
}
