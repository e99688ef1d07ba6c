using Pdp.Engine.Sources;
using Pdp.Language.Types;
using Pdp.Language.Values;
using Pdp.TestKit;

namespace Pdp.Engine.Tests.Support;

/// <summary>Builds schemas, in short.</summary>
internal static class Schemas
{
    public static EntitySchema Kind(string name, params AttributeSchema[] attributes) =>
        new(name, [.. attributes], false, Make.At("schema").Child(name));

    public static AttributeSchema Attribute(string name, CelType type, bool required = false) =>
        new(new RecordMember(name, type, required, []), AttributeSource.RequestThenData, default, Make.At("schema").Child(name));

    public static AttributeSchema From(this AttributeSchema attribute, AttributeSource source) => attribute with { Source = source };

    public static AttributeSchema Or(this AttributeSchema attribute, Value value) => attribute with { Default = value };

    public static EntityData Entity(string type, string id, params (string, Value)[] properties) =>
        new(type, id, Ask.Map(properties), Make.At("entities").Child(id));
}
