using System.Collections.Immutable;
using Pdp.Engine.Compilation;
using Pdp.Engine.Sources;
using Pdp.Language.Guards;
using Pdp.Language.Types;

namespace Pdp.Authoring.Linting.Model;

/// <summary>For which types and actions of the schema a rule can say anything.</summary>
internal sealed class Kinds(SchemaSource schema, Scope names)
{
    private readonly Dictionary<(string Root, string Name), Guard> _guards = [];

    /// <summary>The schemas of a root of the request that are admitted.</summary>
    /// <param name="root">The root.</param>
    /// <param name="guard">What must hold.</param>
    public ImmutableArray<EntitySchema> Admitted(string root, Guard guard)
    {
        if (root == Roots.Context) return schema.Context is { } context ? [context] : [];
        var actions = Where(schema.Actions, Roots.Action, "name", guard);
        if (root == Roots.Action) return actions;
        var types = root == Roots.Subject
            ? Where(schema.Subjects, Roots.Subject, "type", guard)
            : Where(schema.Resources, Roots.Resource, "type", guard);
        if (schema.Actions.IsEmpty) return types;
        return [.. types.Where(type => actions.Any(action =>
            (root == Roots.Subject ? action.Subjects : action.Resources) is not { } some || some.Contains(type.Name, StringComparer.Ordinal)))];
    }

    /// <summary>Whether the schema has requests for which the guard may hold.</summary>
    public bool AdmitsAny(Guard guard) =>
        (schema.Actions.IsEmpty || !Admitted(Roots.Action, guard).IsEmpty)
        && (schema.Subjects.IsEmpty || !Admitted(Roots.Subject, guard).IsEmpty)
        && (schema.Resources.IsEmpty || !Admitted(Roots.Resource, guard).IsEmpty);

    /// <summary>What the admitted schemas say of an attribute; empty when they do not speak of it.</summary>
    public IEnumerable<AttributeSchema> AttributesOf(string root, string member, Guard guard) =>
        Admitted(root, guard).SelectMany(kind => kind.Attributes).Where(attribute => attribute.Member.Name == member);

    /// <summary>Whether the schema says that an attribute, or a member within it, may be absent.</summary>
    /// <param name="path">Root, attribute and members.</param>
    /// <param name="guard">What holds of the request.</param>
    public bool MayBeAbsent(ReadOnlySpan<string> path, Guard guard)
    {
        var rest = path[2..];
        foreach (var attribute in AttributesOf(path[0], path[1], guard))
        {
            if (rest.IsEmpty)
            {
                if (!attribute.Member.Required && attribute.Default.IsMissing) return true;
                continue;
            }

            var type = attribute.Member.Type;
            for (var i = 0; i < rest.Length; i++)
            {
                if (type is not RecordType record || !record.Members.TryGetValue(rest[i], out var member)) break;
                if (i == rest.Length - 1 && !member.Required) return true;
                type = member.Type;
            }
        }

        return false;
    }

    /// <summary>Whether a caller may leave an attribute out; true when the schema does not speak of it.</summary>
    public bool CallerMayLeaveOut(string root, string member, Guard guard)
    {
        var known = AttributesOf(root, member, guard).ToList();
        return known.Count == 0 || known.Exists(attribute =>
            attribute.Source != AttributeSource.Data && attribute.Default.IsMissing && !attribute.Member.Required);
    }

    private ImmutableArray<EntitySchema> Where(ImmutableArray<EntitySchema> kinds, string root, string member, Guard guard) =>
        guard.IsAlways ? kinds : [.. kinds.Where(kind => !guard.And(Of(root, member, kind.Name)).IsNever)];

    private Guard Of(string root, string member, string name)
    {
        if (_guards.TryGetValue((root, name), out var known)) return known;
        return _guards[(root, name)] = names.OneOf(root, member, [name]);
    }
}
