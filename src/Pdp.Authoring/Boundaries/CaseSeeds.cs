using Pdp.Engine.Compilation;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Authoring.Boundaries;

/// <summary>Makes for a rule requests to which it should apply, as far as its conditions are understood.</summary>
/// <param name="source">The policies' schemas and entities.</param>
/// <param name="now">The decision's time.</param>
internal sealed class CaseSeeds(PolicySetSource source, Timestamp now)
{
    // alternatives of one rule; more of them are met by varying
    private const int MostTurns = 3;
    private const int MostEntities = 1_000;

    private static readonly RequestPath SubjectId = new([Roots.Subject, "id"]);
    private static readonly RequestPath ResourceId = new([Roots.Resource, "id"]);
    private static readonly RequestPath ActionName = new([Roots.Action, "name"]);

    private readonly ILookup<string, EntityData> _entities = source.Entities.ToLookup(static entity => entity.Type, StringComparer.Ordinal);

    /// <summary>The requests of a rule, some of which may be the same.</summary>
    public IEnumerable<CaseSeed> Of(RuleFacts facts)
    {
        for (var turn = 0; turn < MostTurns; turn++) yield return new CaseSeed(Make(facts, turn), now, $"rule `{facts.Name}`");
    }

    private Request Make(RuleFacts facts, int turn)
    {
        var start = new Request(
            new Entity(source.Schema.Subjects.FirstOrDefault()?.Name ?? "user", "someone", StringMap.Empty),
            new ActionInfo(source.Schema.Actions.FirstOrDefault()?.Name ?? "read", StringMap.Empty),
            new Entity(source.Schema.Resources.FirstOrDefault()?.Name ?? "thing", "something", StringMap.Empty), StringMap.Empty);
        var wish = new Wish(start, now, turn);
        foreach (var condition in facts.Conditions) wish.Ask(condition);
        if (facts.Rule.Source.Actions is { Length: > 0 } actions)
        {
            var action = actions[turn % actions.Length];
            wish.Give(ActionName, Value.From(action.EndsWith('*') ? $"{action[..^1]}-" : action));
        }

        var request = wish.Request;
        var given = wish.Given.ToHashSet();
        request = Complete(request, Roots.Subject, SchemaOf(source.Schema.Subjects, request.Subject.Type));
        request = Complete(request, Roots.Resource, SchemaOf(source.Schema.Resources, request.Resource.Type));
        request = Complete(request, Roots.Context, source.Schema.Context);
        if (!given.Contains(SubjectId)) request = Known(request, SubjectId, request.Subject, given, SchemaOf(source.Schema.Subjects, request.Subject.Type));
        if (!given.Contains(ResourceId)) request = Known(request, ResourceId, request.Resource, given, SchemaOf(source.Schema.Resources, request.Resource.Type));
        return request;
    }

    private static EntitySchema? SchemaOf(IEnumerable<EntitySchema> schemas, string name) => schemas.FirstOrDefault(schema => schema.Name == name);

    // what the schema wants, and no condition asks for
    private static Request Complete(Request request, string root, EntitySchema? schema)
    {
        foreach (var attribute in schema?.Attributes ?? [])
        {
            var path = new RequestPath([root, attribute.Member.Name]);
            if (attribute.Source == AttributeSource.Data || !attribute.Member.Required || !attribute.Default.IsMissing || !request.At(path).IsMissing) continue;
            request = request.With(path, Plain(attribute.Member));
        }

        return request;
    }

    private static Value Plain(RecordMember member) => member.Type.Kind switch
    {
        CelTypeKind.Bool => Value.False,
        CelTypeKind.Int or CelTypeKind.Uint or CelTypeKind.Double => Value.From(0L),
        CelTypeKind.List => Value.From(CelList.Empty),
        CelTypeKind.Map or CelTypeKind.Record => Value.From(StringMap.Empty),
        CelTypeKind.Timestamp => Value.From("2026-01-01T00:00:00Z"),
        CelTypeKind.Duration => Value.From("60s"),
        CelTypeKind.String when !member.EnumValues.IsEmpty => Value.From(member.EnumValues[0]),
        _ => Value.From(Neighbours.OtherText),
    };

    // of the entities of the type that the policies know, the one that has most of what is asked for; what only they may say is not sent
    private Request Known(Request request, RequestPath id, Entity entity, HashSet<RequestPath> given, EntitySchema? schema)
    {
        var wanted = given.Where(path => path.Names[0] == id.Names[0] && path.Names.Length == 2 && !path.IsCertain).ToList();
        var best = _entities[entity.Type].Take(MostEntities)
            .OrderByDescending(known => wanted.Count(path => Has(known, path.Names[1], request.At(path))))
            .FirstOrDefault();
        if (best is null) return request;
        request = request.With(id, Value.From(best.Id));
        foreach (var attribute in schema?.Attributes ?? [])
        {
            if (attribute.Source == AttributeSource.Data) request = request.With(new RequestPath([id.Names[0], attribute.Member.Name]), default);
        }

        return request;
    }

    private static bool Has(EntityData entity, string name, in Value value) =>
        entity.Properties.TryGet(name, out var known) && CelText.ToLiteral(known) == CelText.ToLiteral(value);
}
