using System.Collections.Immutable;
using Pdp.Bundles.Documents;
using Pdp.Bundles.Reading;
using Pdp.Engine.Sources;

namespace Pdp.Bundles.Mapping;

/// <summary>Reads <c>Definitions</c> documents.</summary>
internal static class DefinitionsMapper
{
    public static DefinitionsDocument Map(JsonNode root, DocumentText document)
    {
        var definitions = ImmutableArray.CreateBuilder<DefinitionSource>();
        var constants = document.Location.Child("constants");
        foreach (var constant in Nodes.Members(root, "constants"))
            definitions.Add(new DefinitionSource(constant.Name!, JsonValues.ToValue(constant), null, constants.Child(constant.Name!)));
        foreach (var (name, expression) in Nodes.Named(root, "conditions", document.Location, document))
            definitions.Add(new DefinitionSource(name, default, expression, expression.Location));
        return new DefinitionsDocument(document.File, definitions.DrainToImmutable());
    }
}
