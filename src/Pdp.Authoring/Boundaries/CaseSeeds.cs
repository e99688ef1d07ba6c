using System.Collections.Immutable;
using Pdp.Authoring.Linting.Model;
using Pdp.Bundles.Json;
using Pdp.Engine;
using Pdp.Engine.Compilation;
using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Authoring.Boundaries;

/// <summary>Makes for a rule requests to which it should apply, as far as its conditions are understood.</summary>
/// <param name="set">The policies.</param>
/// <param name="rules">Their rules.</param>
/// <param name="now">The decision's time.</param>
/// <param name="pool">Values that conditions name.</param>
internal sealed class CaseSeeds(PolicySet set, IReadOnlyCollection<RuleFacts> rules, Timestamp now, ValuePool pool)
{
    // other rules that are kept from deciding, one after another
    private const int MostRepairs = 8;

    // alternatives of one rule; more of them are met by varying
    private const int MostTurns = 3;
    private const int MostEntities = 1_000;

    private static readonly RequestPath ActionName = new([Roots.Action, "name"]);

    private readonly PolicySetSource _source = set.Source;
    private readonly RulePlaces _places = new(set);
    private readonly Dictionary<ItemSource, RuleFacts> _facts = Known(rules);
    private readonly Decision _decision = new() { WithShadows = false };
    private readonly ILookup<string, EntityData> _entities = set.Source.Entities.ToLookup(static entity => entity.Type, StringComparer.Ordinal);

    /// <summary>The requests of a rule, some of which may be the same; of a policy by its combining also some that miss one of the targets each.</summary>
    public IEnumerable<RuleSeed> Of(RuleFacts facts)
    {
        for (var turn = 0; turn < MostTurns; turn++) yield return Make(facts, turn);
        if (facts.Source is not null) yield break;
        for (var way = 0; way < facts.Ways.Length; way++)
        {
            foreach (var missed in facts.Ways[way]) yield return Make(facts, way, missed);
        }
    }

    private RuleSeed Make(RuleFacts facts, int turn, Condition? missed = null)
    {
        var start = new Request(
            new Entity(_source.Schema.Subjects.FirstOrDefault()?.Name ?? "user", "someone", StringMap.Empty),
            new ActionInfo(_source.Schema.Actions.FirstOrDefault()?.Name ?? "read", StringMap.Empty),
            new Entity(_source.Schema.Resources.FirstOrDefault()?.Name ?? "thing", "something", StringMap.Empty), StringMap.Empty);
        var wished = Grant(facts, turn, start, missed);

        // what an entity knows is known before anything is asked of other places that have to do with it
        var known = start;
        if (wished.Request.Subject.Id == start.Subject.Id && Known(wished, Roots.Subject, wished.Request.Subject) is { } subject)
            known = known with { Subject = WithData(subject, SchemaOf(_source.Schema.Subjects, subject.Type)) };
        if (wished.Request.Resource.Id == start.Resource.Id && Known(wished, Roots.Resource, wished.Request.Resource) is { } resource)
            known = known with { Resource = WithData(resource, SchemaOf(_source.Schema.Resources, resource.Type)) };
        if (!ReferenceEquals(known, start)) wished = Grant(facts, turn, known, missed);
        var request = wished.Request;
        if (!ReferenceEquals(known.Subject, start.Subject)) request = WithoutData(request, Roots.Subject, SchemaOf(_source.Schema.Subjects, request.Subject.Type));
        if (!ReferenceEquals(known.Resource, start.Resource)) request = WithoutData(request, Roots.Resource, SchemaOf(_source.Schema.Resources, request.Resource.Type));
        request = Complete(request, Roots.Subject, SchemaOf(_source.Schema.Subjects, request.Subject.Type));
        request = Complete(request, Roots.Resource, SchemaOf(_source.Schema.Resources, request.Resource.Type));
        request = Complete(request, Roots.Context, _source.Schema.Context);
        if (missed is not null) return new RuleSeed(new CaseSeed(request, now, $"a target of {facts.Words} missed"), []);
        return new RuleSeed(new CaseSeed(Alone(facts, request, wished.Given), now, facts.Words), wished.Beside);
    }

    /// <summary>
    /// The request with what else it takes for the rule to make the answer: where another rule decides, or is in error for want of an attribute,
    /// that one is asked not to apply, and what was asked for the first stays.
    /// </summary>
    private Request Alone(RuleFacts facts, Request request, IReadOnlySet<RequestPath> given)
    {
        var kept = given.ToHashSet();
        for (var repair = 0; repair < MostRepairs; repair++)
        {
            set.Decide(request, now, _decision);
            if (InTheWay(facts) is not { } other) break;
            var before = request;
            for (var way = 0; way < MostTurns && ReferenceEquals(before, request); way++)
            {
                var wish = new Wish(request, now, way, pool, kept);
                if (other.Own is { } when) wish.AskNot(when);
                var granted = wish.Grant();
                if (RequestJson.ToText(granted.Request) == RequestJson.ToText(request)) continue;
                request = granted.Request;
                kept.UnionWith(granted.Given);
            }

            if (ReferenceEquals(before, request)) break;
        }

        return request;
    }

    // of an answer that the rule makes there is none; nor is there when what is in the way has no condition
    private RuleFacts? InTheWay(RuleFacts facts)
    {
        var wanted = facts.Effect == Effect.Permit ? Outcome.Permit : Outcome.Deny;
        // a policy decides by its combining only where no rule of it does
        if ((_decision.Outcome == wanted && facts.Source is not null) || _decision.Outcome == Outcome.NotApplicable) return null;
        var (policy, version, rule) = _decision.Outcome == Outcome.Indeterminate
            ? _decision.Errors is [var error, ..] ? (error.Policy, error.Version, error.Rule) : default
            : _decision.Determining is [var determining, ..] ? (determining.Policy, determining.Version, determining.Rule) : default;
        return policy is not null && _places.Find(policy, version, rule) is { } source
            && !ReferenceEquals(source, facts.Item) && _facts.TryGetValue(source, out var other) ? other : null;
    }

    private static Dictionary<ItemSource, RuleFacts> Known(IReadOnlyCollection<RuleFacts> rules)
    {
        var known = new Dictionary<ItemSource, RuleFacts>(ReferenceEqualityComparer.Instance);
        foreach (var rule in rules) known[rule.Item] = rule;
        return known;
    }

    private WishedRequest Grant(RuleFacts facts, int turn, Request start, Condition? missed)
    {
        var wish = new Wish(start, now, turn, pool);
        foreach (var condition in facts.Ways[turn % facts.Ways.Length])
        {
            if (ReferenceEquals(condition, missed)) wish.AskNot(condition);
            else wish.Ask(condition);
        }

        if (facts.Source?.Actions is { Length: > 0 } actions)
        {
            var action = actions[turn % actions.Length];
            wish.Ask(ActionName, Value.From(action.EndsWith('*') ? $"{action[..^1]}-" : action));
        }

        return wish.Grant();
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

    // of the entities of the type that the policies know, the one that has most of what is asked for
    private EntityData? Known(WishedRequest wished, string root, Entity entity)
    {
        var wanted = wished.Given.Where(path => path.Names[0] == root && path.Names.Length == 2 && !path.IsCertain).ToList();
        return _entities[entity.Type].Take(MostEntities)
            .OrderByDescending(known => wanted.Count(path => Has(known, path.Names[1], wished.Request.At(path))))
            .FirstOrDefault();
    }

    private static Entity WithData(EntityData known, EntitySchema? schema) => new(
        known.Type, known.Id, new StringMap([.. known.Properties.Entries.ToArray().Where(entry => IsData(schema, entry.Key))]));

    // what only the policies may say is not sent
    private static Request WithoutData(Request request, string root, EntitySchema? schema)
    {
        foreach (var attribute in schema?.Attributes ?? [])
        {
            if (attribute.Source == AttributeSource.Data) request = request.With(new RequestPath([root, attribute.Member.Name]), default);
        }

        return request;
    }

    private static bool IsData(EntitySchema? schema, string name) =>
        schema?.Attributes.Any(attribute => attribute.Source == AttributeSource.Data && attribute.Member.Name == name) == true;

    private static bool Has(EntityData entity, string name, in Value value) =>
        entity.Properties.TryGet(name, out var known) && CelText.ToLiteral(known) == CelText.ToLiteral(value);
}

/// <summary>A request to which a rule should apply.</summary>
/// <param name="Seed">The request.</param>
/// <param name="Beside">Values of places for which it should not, by one of several demands on the place.</param>
internal sealed record RuleSeed(CaseSeed Seed, ImmutableArray<ImmutableArray<(RequestPath Path, Value Value)>> Beside);
