using System.Collections.Immutable;

namespace Pdp.Engine.Compilation;

/// <summary>
/// The request environments (subject type, resource type, action) in which an expression may be evaluated: the union of
/// boxes.
/// </summary>
internal sealed record EnvironmentSet(ImmutableArray<EnvironmentBox> Boxes)
{
    private const int MaxBoxes = 64;

    public static EnvironmentSet None { get; } = new([]);

    public bool IsEmpty => Boxes.IsEmpty;

    public EnvironmentSet Union(EnvironmentSet other) => Of(Boxes.AddRange(other.Boxes));

    /// <summary>Those whose action is in a set.</summary>
    public EnvironmentSet WithActions(KindSet actions) =>
        Boxes.All(box => box.Actions.And(actions).Equals(box.Actions)) ? this : Of(Boxes.Select(box => box with { Actions = box.Actions.And(actions) }));

    /// <summary>The boxes without empty ones and repetitions; too many become the box around them all.</summary>
    public static EnvironmentSet Of(IEnumerable<EnvironmentBox> boxes)
    {
        var some = boxes.Where(box => !box.IsEmpty).Distinct().ToImmutableArray();
        return new EnvironmentSet(some.Length <= MaxBoxes ? some : [some.AsEnumerable().Aggregate((left, right) => left.Around(right))]);
    }
}

/// <summary>All combinations of some subject types, some resource types and some actions.</summary>
internal sealed record EnvironmentBox(KindSet Subjects, KindSet Resources, KindSet Actions)
{
    public bool IsEmpty => Subjects.IsEmpty || Resources.IsEmpty || Actions.IsEmpty;

    public EnvironmentBox Around(EnvironmentBox other) =>
        new(Subjects.Or(other.Subjects), Resources.Or(other.Resources), Actions.Or(other.Actions));

    /// <summary>The kinds of a root; the context has one kind only.</summary>
    public KindSet? Of(string root) => root switch
    {
        Roots.Subject => Subjects,
        Roots.Resource => Resources,
        Roots.Action => Actions,
        _ => null,
    };

    public EnvironmentBox With(string root, KindSet kinds) => root switch
    {
        Roots.Subject => this with { Subjects = kinds },
        Roots.Resource => this with { Resources = kinds },
        Roots.Action => this with { Actions = kinds },
        _ => this,
    };
}
