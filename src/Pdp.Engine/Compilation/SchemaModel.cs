using System.Collections.Immutable;
using Pdp.Engine.Sources;
using Pdp.Language.Types;

namespace Pdp.Engine.Compilation;

/// <summary>The schemas as the checker sees them: the kinds of each root and the environments that requests may have.</summary>
internal sealed class SchemaModel
{
    public SchemaModel(SchemaSource schema, IEnumerable<AttributeName> reads)
    {
        var read = reads.Distinct().ToLookup(name => name.Root, name => name.Member, StringComparer.Ordinal);
        Subjects = new KindTable(Roots.Subject, schema.Subjects, read[Roots.Subject]);
        Resources = new KindTable(Roots.Resource, schema.Resources, read[Roots.Resource]);
        Actions = new KindTable(Roots.Action, schema.Actions, read[Roots.Action]);
        Context = new KindTable(Roots.Context, schema.Context is { } context ? [context] : [], read[Roots.Context]);
        All = EnvironmentSet.Of(Boxes(schema.Actions));
    }

    public KindTable Subjects { get; }

    public KindTable Resources { get; }

    public KindTable Actions { get; }

    public KindTable Context { get; }

    /// <summary>All environments that the schema admits.</summary>
    public EnvironmentSet All { get; }

    public RecordType ContextRecord => Context[0];

    public KindTable Of(string root) => root switch
    {
        Roots.Subject => Subjects,
        Roots.Resource => Resources,
        Roots.Action => Actions,
        _ => Context,
    };

    private IEnumerable<EnvironmentBox> Boxes(ImmutableArray<EntitySchema> actions)
    {
        if (!Actions.IsDeclared) return [new EnvironmentBox(Subjects.All, Resources.All, Actions.All)];
        return Enumerable.Range(0, actions.Length)
            .Select(i => (Action: i, Subjects: Between(Subjects, actions[i].Subjects), Resources: Between(Resources, actions[i].Resources)))
            .GroupBy(use => (use.Subjects, use.Resources), use => use.Action)
            .Select(group => new EnvironmentBox(
                group.Key.Subjects, group.Key.Resources, KindSet.Where(actions.Length, group.Contains)));
    }

    private static KindSet Between(KindTable table, ImmutableArray<string>? names) =>
        names is { } some ? table.Named(name => some.Contains(name, StringComparer.Ordinal)) : table.All;
}
