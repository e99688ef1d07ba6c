using Pdp.Engine.Diagnostics;
using Pdp.Engine.Sources;

namespace Pdp.Engine.Compilation;

/// <summary>The entities that the PDP knows, by type; checks them against the schemas on the way.</summary>
internal sealed class EntityTable
{
    private readonly SortedDictionary<string, Dictionary<string, EntityData>> _byType = new(StringComparer.Ordinal);
    private readonly SchemaSource _schema;
    private readonly SchemaAttributes _attributes;
    private readonly DiagnosticBag _diagnostics;

    public EntityTable(PolicySetSource source, SchemaAttributes attributes, DiagnosticBag diagnostics)
    {
        _schema = source.Schema;
        _attributes = attributes;
        _diagnostics = diagnostics;
        foreach (var entity in source.Entities)
        {
            if (!_byType.TryGetValue(entity.Type, out var entities)) _byType[entity.Type] = entities = new(StringComparer.Ordinal);
            if (!entities.TryAdd(entity.Id, entity))
            {
                diagnostics.Error(
                    EngineDiagnosticCodes.DuplicateEntity, entity.Location, $"there are two entities `{entity.Id}` of type `{entity.Type}`",
                    $"the other one is {entities[entity.Id].Location}");
            }

            Check(entity);
        }
    }

    public IEnumerable<string> Types => _byType.Keys;

    public IEnumerable<EntityData> Of(string type) =>
        _byType.TryGetValue(type, out var entities) ? entities.Values : [];

    // a type may be declared for subjects and for resources: each attribute must fit wherever it is known
    private void Check(EntityData entity)
    {
        var schemas = _schema.Subjects.Concat(_schema.Resources).Where(schema => schema.Name == entity.Type).ToList();
        if (schemas.Count == 0)
        {
            if (_schema.Subjects.IsEmpty || _schema.Resources.IsEmpty) return;
            _diagnostics.Error(
                EngineDiagnosticCodes.UnknownType, entity.Location, $"the schema has no type `{entity.Type}`",
                Suggestions.DidYouMean(entity.Type, _schema.Subjects.Concat(_schema.Resources).Select(schema => schema.Name).Distinct()));
            return;
        }

        foreach (var (name, value) in entity.Properties.Entries)
        {
            var location = entity.Location.Child("properties").Child(name);
            var known = schemas.SelectMany(schema => schema.Attributes).Where(attribute => attribute.Member.Name == name).ToList();
            if (known.Count == 0 && schemas.TrueForAll(schema => !schema.IsOpen))
            {
                _diagnostics.Error(
                    EngineDiagnosticCodes.InvalidEntity, location, $"type `{entity.Type}` has no attribute `{name}`",
                    Suggestions.DidYouMean(name, schemas.SelectMany(schema => schema.Attributes).Select(attribute => attribute.Member.Name).Distinct()));
            }

            foreach (var attribute in known)
            {
                if (!_attributes.Of(attribute).Coercer.TryCoerce(value, out _, out var misfit))
                    _diagnostics.Error(EngineDiagnosticCodes.InvalidEntity, location, misfit.ToString(name));
            }

            if (known.Count > 0 && known.TrueForAll(attribute => attribute.Source == AttributeSource.Request))
            {
                _diagnostics.Warn(
                    EngineDiagnosticCodes.InvalidEntity, location,
                    $"nothing reads this value: the schema takes attribute `{name}` from the request alone");
            }
        }
    }
}
