using System.Collections.Immutable;
using Pdp.Engine.Compilation;
using Pdp.Engine.Sources;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Authoring.Boundaries;

/// <summary>What two states say of requests and entities besides their rules, where it is not the same.</summary>
internal sealed class SchemaChanges
{
    // a number that no integer is
    private const double Half = 0.5;

    private readonly List<(RequestPath Path, string? Kind)> _attributes = [];

    private SchemaChanges()
    {
    }

    /// <summary>What differs, in words.</summary>
    public ImmutableArray<string> Words { get; private set; } = [];

    /// <summary>Finds what differs, and notes values at which it may show.</summary>
    /// <param name="before">One state.</param>
    /// <param name="after">The other.</param>
    /// <param name="pool">Gets the values.</param>
    public static SchemaChanges Between(PolicySetSource before, PolicySetSource after, ValuePool pool)
    {
        var changes = new SchemaChanges();
        changes.Find(Roots.Subject, before.Schema.Subjects, after.Schema.Subjects, pool);
        changes.Find(Roots.Resource, before.Schema.Resources, after.Schema.Resources, pool);
        changes.Find(Roots.Action, before.Schema.Actions, after.Schema.Actions, pool);
        changes.Find(Roots.Context, Contexts(before), Contexts(after), pool);
        var words = ImmutableArray.CreateBuilder<string>();
        if (Text(before.Schema) != Text(after.Schema)) words.Add("schemas");
        if (before.Schema.Enforcement != after.Schema.Enforcement) words.Add("the enforcement of schemas");
        if (!Entities(before).SetEquals(Entities(after))) words.Add("entities");
        if (before.Limits != after.Limits) words.Add("limits");
        changes.Words = words.ToImmutable();
        return changes;
    }

    /// <summary>The places of a request, made by a seed, of which the states say something else.</summary>
    public IEnumerable<RequestPath> PathsOf(CaseSeed seed) => _attributes
        .Where(attribute => attribute.Kind is null || attribute.Kind == attribute.Path.Names[0] switch
        {
            Roots.Subject => seed.Request.Subject.Type,
            Roots.Resource => seed.Request.Resource.Type,
            _ => seed.Request.Action.Name,
        })
        .Select(static attribute => attribute.Path);

    private static IEnumerable<EntitySchema> Contexts(PolicySetSource source) => source.Schema.Context is { } context ? [context] : [];

    private void Find(string root, IEnumerable<EntitySchema> before, IEnumerable<EntitySchema> after, ValuePool pool)
    {
        var (old, next) = (before.ToDictionary(static schema => schema.Name, StringComparer.Ordinal), after.ToDictionary(static schema => schema.Name, StringComparer.Ordinal));
        foreach (var name in old.Keys.Union(next.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (one, other) = (Attributes(old.GetValueOrDefault(name)), Attributes(next.GetValueOrDefault(name)));
            foreach (var attribute in one.Keys.Union(other.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                AttributeSchema?[] sides = [one.GetValueOrDefault(attribute), other.GetValueOrDefault(attribute)];
                if (Text(sides[0]) == Text(sides[1])) continue;
                var path = new RequestPath([root, attribute]);
                _attributes.Add((path, root == Roots.Context ? null : name));
                pool.Add(path);
                foreach (var side in sides.OfType<AttributeSchema>()) pool.Add(path, Values(side, [.. pool.Named(path)]));
            }
        }
    }

    private static Dictionary<string, AttributeSchema> Attributes(EntitySchema? schema) =>
        schema?.Attributes.ToDictionary(static attribute => attribute.Member.Name, StringComparer.Ordinal) ?? [];

    private static IEnumerable<Value> Values(AttributeSchema attribute, ImmutableArray<Value> named) => attribute.Member.Type.Kind switch
    {
        CelTypeKind.Bool => [Value.False, Value.True],
        CelTypeKind.Int or CelTypeKind.Uint => [Value.From(0L), Value.From(1L)],
        CelTypeKind.Double => [Value.From(Half), .. named.Where(static value => value.IsInt).Select(static value => Value.From(value.AsInt + Half))],
        CelTypeKind.List => [Value.From(CelList.Empty)],
        CelTypeKind.Map or CelTypeKind.Record => [Value.From(StringMap.Empty)],
        CelTypeKind.Timestamp => [Value.From("2026-01-01T00:00:00Z")],
        CelTypeKind.Duration => [Value.From("60s")],
        _ => [.. attribute.Member.EnumValues.Select(static value => Value.From(value)), Value.From(Neighbours.OtherText)],
    };

    private static HashSet<string> Entities(PolicySetSource source) =>
        [.. source.Entities.Select(static entity => $"{entity.Type} {entity.Id} {CelText.ToLiteral(Value.From(entity.Properties))}")];

    private static string Text(SchemaSource schema) => string.Join('\n', new[]
    {
        (Roots.Subject, schema.Subjects.AsEnumerable()), (Roots.Resource, schema.Resources), (Roots.Action, schema.Actions), (Roots.Context, schema.Context is { } context ? [context] : []),
    }.SelectMany(static root => root.Item2.OrderBy(static kind => kind.Name, StringComparer.Ordinal).Select(kind =>
        $"{root.Item1} {kind.Name} {kind.IsOpen} {Names(kind.Subjects)} {Names(kind.Resources)} {string.Join(';', kind.Attributes.OrderBy(static one => one.Member.Name, StringComparer.Ordinal).Select(static one => Text(one)))}")));

    private static string Names(ImmutableArray<string>? names) => names is { } all ? string.Join(',', all.Order(StringComparer.Ordinal)) : "*";

    private static string Text(AttributeSchema? attribute) => attribute is null ? ""
        : $"{Text(attribute.Member)} {attribute.Source} {(attribute.Default.IsMissing ? "" : CelText.ToLiteral(attribute.Default))} {attribute.IsNullable} {attribute.Bounds}";

    private static string Text(RecordMember member) =>
        $"{member.Name} {member.Required} {Text(member.Type)} {string.Join(',', member.EnumValues.Select(static value => CelText.ToLiteral(Value.From(value))))} {member.MaxSize}";

    private static string Text(CelType type) => type is RecordType record ? $"{{{string.Join(';', record.Members.Values.OrderBy(static member => member.Name, StringComparer.Ordinal).Select(static member => Text(member)))}}}" : type.ToString() ?? "";
}
