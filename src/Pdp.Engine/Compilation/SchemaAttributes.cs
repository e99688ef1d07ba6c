using Pdp.Engine.Attributes;
using Pdp.Engine.Diagnostics;
using Pdp.Engine.Sources;
using Pdp.Language.Values;

namespace Pdp.Engine.Compilation;

/// <summary>The coercers and defaults of all attributes of the schemas; checks the schemas on the way.</summary>
internal sealed class SchemaAttributes
{
    private readonly Dictionary<AttributeSchema, (Coercer Coercer, Value Default)> _attributes = new(ReferenceEqualityComparer.Instance);
    private readonly DiagnosticBag _diagnostics;

    public SchemaAttributes(SchemaSource schema, DiagnosticBag diagnostics)
    {
        _diagnostics = diagnostics;
        Kinds("subject type", schema.Subjects, hasData: true);
        Kinds("resource type", schema.Resources, hasData: true);
        Kinds("action", schema.Actions, hasData: false);
        if (schema.Context is { } context) Attributes(context, hasData: false);
        foreach (var action in schema.Actions)
        {
            Types(action, "subjects", action.Subjects, schema.Subjects);
            Types(action, "resources", action.Resources, schema.Resources);
        }
    }

    /// <summary>How values of an attribute are coerced, and its default as coerced.</summary>
    public (Coercer Coercer, Value Default) Of(AttributeSchema attribute) =>
        _attributes.GetValueOrDefault(attribute, (AnyCoercer.Instance, default));

    private void Kinds(string what, IReadOnlyList<EntitySchema> schemas, bool hasData)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var schema in schemas)
        {
            if (!names.Add(schema.Name))
                _diagnostics.Error(EngineDiagnosticCodes.DuplicateSchema, schema.Location, $"{what} `{schema.Name}` is declared twice");
            Attributes(schema, hasData);
        }
    }

    private void Attributes(EntitySchema schema, bool hasData)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var attribute in schema.Attributes)
        {
            var name = attribute.Member.Name;
            if (!names.Add(name))
            {
                _diagnostics.Error(
                    EngineDiagnosticCodes.DuplicateSchema, attribute.Location, $"`{schema.Name}` has two attributes `{name}`");
            }

            if (!hasData && attribute.Source == AttributeSource.Data)
            {
                _diagnostics.Error(
                    EngineDiagnosticCodes.NoData, attribute.Location,
                    $"attribute `{name}` could never have a value: the PDP's own data are about subjects and resources only");
            }

            Attribute(attribute);
        }
    }

    private void Attribute(AttributeSchema attribute)
    {
        Coercer coercer;
        try
        {
            coercer = CoercerFactory.For(attribute);
        }
        catch (ArgumentException exception)
        {
            _diagnostics.Error(
                EngineDiagnosticCodes.InvalidPattern, attribute.Location,
                $"a pattern of attribute `{attribute.Member.Name}` cannot be used",
                exception.Message);
            return;
        }

        var @default = attribute.Default;
        if (!@default.IsMissing && !coercer.TryCoerce(attribute.Default, out @default, out var misfit))
        {
            _diagnostics.Error(
                EngineDiagnosticCodes.InvalidDefault, attribute.Location,
                $"the default of attribute `{attribute.Member.Name}` does not fit: {misfit.Problem}");
        }

        _attributes[attribute] = (coercer, @default);
    }

    private void Types(EntitySchema action, string member, IEnumerable<string>? types, IReadOnlyCollection<EntitySchema> declared)
    {
        if (types is null || declared.Count == 0) return;
        var names = declared.Select(schema => schema.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var type in types.Where(type => !names.Contains(type)))
        {
            _diagnostics.Error(
                EngineDiagnosticCodes.UnknownType, action.Location.Child(member), $"the schema has no type `{type}`",
                Suggestions.DidYouMean(type, names));
        }
    }
}
