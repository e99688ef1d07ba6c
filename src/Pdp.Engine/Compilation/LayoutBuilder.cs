using System.Collections.Immutable;
using Pdp.Engine.Attributes;
using Pdp.Engine.Sources;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Engine.Compilation;

/// <summary>Lays out how requests, and the entities that the PDP knows, get into slots.</summary>
internal sealed class LayoutBuilder(PolicySetSource source, SchemaAttributes attributes, EntityTable entities, LiveSlots slots)
{
    private readonly bool _isEnforced = source.Schema.Enforcement != SchemaEnforcement.Off;

    public RequestLayout Build() => new()
    {
        SlotCount = slots.Count,
        Subject = Root(Roots.Subject, source.Schema.Subjects),
        Resource = Root(Roots.Resource, source.Schema.Resources),
        Action = Root(Roots.Action, source.Schema.Actions),
        Context = Context(source.Schema.Context),
        Use = _isEnforced && source.Schema.Actions.Any(action => action.Subjects is not null || action.Resources is not null)
            ? new ActionUse(source.Schema.Actions)
            : null,
        Rejects = source.Schema.Enforcement == SchemaEnforcement.Reject,
    };

    private RootLayout Root(string root, ImmutableArray<EntitySchema> schemas)
    {
        var kinds = schemas.ToDictionary(schema => schema.Name, schema => Layout(root, schema, schema.Name), StringComparer.Ordinal);
        if (root != Roots.Action)
        {
            foreach (var type in entities.Types.Where(type => !kinds.ContainsKey(type))) kinds[type] = Layout(root, null, type);
        }

        return new RootLayout(
            root, kinds, Layout(root, null, null),
            _isEnforced && !schemas.IsEmpty ? schemas.Select(schema => schema.Name) : null,
            slots.Find(root, root == Roots.Action ? "name" : "type"),
            root == Roots.Action ? -1 : slots.Find(root, "id"), SlotsOf(root));
    }

    private RootLayout Context(EntitySchema? schema) => new(
        Roots.Context, new Dictionary<string, EntityLayout>(), Layout(Roots.Context, schema, null), null, -1, -1,
        SlotsOf(Roots.Context));

    private int[] SlotsOf(string root) => [.. slots.Members(root).Select(member => slots.Find(root, member))];

    private EntityLayout Layout(string root, EntitySchema? schema, string? type)
    {
        var plans = new List<AttributePlan>();
        if (schema is not null) plans.AddRange(schema.Attributes.DistinctBy(attribute => attribute.Member.Name).Select(attribute => Plan(root, attribute)));
        else plans.AddRange(DataOnly(root).Select(name => Untyped(root, name, AttributeSource.Data)));
        var planned = plans.Select(plan => plan.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var name in slots.Members(root).Where(name => !Roots.IsOwnMember(root, name) && !planned.Contains(name)))
            plans.Add(Untyped(root, name, Roots.IsToken(root, name) ? AttributeSource.Request : AttributeSource.RequestThenData));
        var known = type is null || root is not (Roots.Subject or Roots.Resource) ? null : Known(root, type, plans);
        return new EntityLayout(
            root, [.. plans], known, schema is { IsOpen: false }, _isEnforced && schema is not null,
            root == Roots.Context ? -1 : slots.Find(root, Roots.Properties));
    }

    private AttributePlan Plan(string root, AttributeSchema attribute)
    {
        var name = attribute.Member.Name;
        var (coercer, @default) = attributes.Of(attribute);
        var isToken = Roots.IsToken(root, name);
        return new AttributePlan
        {
            Path = $"{root}.{name}",
            Name = name,
            Slot = Roots.IsOwnMember(root, name) ? -1 : slots.Find(root, name),
            IsDeclared = true,
            Coercer = isToken && attribute.Member.Type is RecordType { IsOpen: false } claims ? new ClaimsCoercer(claims.Members.Keys, coercer) : coercer,
            Source = isToken ? AttributeSource.Request : attribute.Source,
            Default = isToken ? default : @default,
            Required = attribute.Member.Required,
        };
    }

    // what only the directory says of the declared types, a caller cannot state by naming a type that is not declared
    private IEnumerable<string> DataOnly(string root)
    {
        var schemas = root switch
        {
            Roots.Subject => source.Schema.Subjects,
            Roots.Resource => source.Schema.Resources,
            _ => [],
        };
        return schemas
            .SelectMany(schema => schema.Attributes)
            .Where(attribute => attribute.Source == AttributeSource.Data && !Roots.IsToken(root, attribute.Member.Name))
            .Select(attribute => attribute.Member.Name)
            .Distinct(StringComparer.Ordinal);
    }

    private AttributePlan Untyped(string root, string name, AttributeSource supplier) => new()
    {
        Path = $"{root}.{name}",
        Name = name,
        Slot = Roots.IsOwnMember(root, name) ? -1 : slots.Find(root, name),
        IsDeclared = false,
        Coercer = AnyCoercer.Instance,
        Source = supplier,
        Default = default,
        Required = false,
    };

    // what does not fit has been reported, and nothing with an error is loaded
    private Dictionary<string, EntityProperties>? Known(string root, string type, List<AttributePlan> plans)
    {
        Dictionary<string, EntityProperties>? known = null;
        foreach (var entity in entities.Of(type))
        {
            var byPlan = new Value[plans.Count];
            var all = entity.Properties.Entries.ToArray();
            for (var i = 0; i < plans.Count; i++)
            {
                var position = Array.FindIndex(all, property => property.Key == plans[i].Name);
                if (position < 0 || !plans[i].Coercer.TryCoerce(all[position].Value, out var value, out _)) continue;
                byPlan[i] = value;
                all[position] = new(plans[i].Name, value);
            }

            (known ??= new(StringComparer.Ordinal))[entity.Id] = new EntityProperties(byPlan, new StringMap(all));
        }

        return known;
    }
}
