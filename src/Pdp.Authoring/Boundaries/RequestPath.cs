using System.Collections.Immutable;
using Pdp.Engine.Compilation;
using Pdp.Language.Syntax;

namespace Pdp.Authoring.Boundaries;

/// <summary>
/// A place in a request: a root and the names below it, <c>resource.owner.team</c>. The name <see cref="Element"/> stands for an element of a
/// list.
/// </summary>
internal sealed class RequestPath : IEquatable<RequestPath>
{
    /// <summary>Any element of the list before it.</summary>
    public const string Element = "[]";

    public RequestPath(ImmutableArray<string> names)
    {
        Names = names;
        Text = string.Join('.', names).Replace($".{Element}", Element, StringComparison.Ordinal);
    }

    /// <summary>The decision's time: no part of the request, but varied as one.</summary>
    public static RequestPath Now { get; } = new([Roots.Now]);

    /// <summary>The root, and what follows.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>For people.</summary>
    public string Text { get; }

    /// <summary>Whether every request has it.</summary>
    public bool IsCertain => Names.Length == 1 || (Names.Length == 2 && Roots.IsCertain(Names[0], Names[1]));

    /// <summary>Whether one of both is the other, or within it.</summary>
    public bool Overlaps(RequestPath other)
    {
        var shared = Math.Min(Names.Length, other.Names.Length);
        return Names.AsSpan(0, shared).SequenceEqual(other.Names.AsSpan(0, shared));
    }

    /// <summary>A place below this one.</summary>
    public RequestPath Below(string name) => new(Names.Add(name));

    /// <summary>
    /// The place that a selection reads: by names, by constant keys, optional or not, and with a default for where it is absent. Null when
    /// it reads something else.
    /// </summary>
    /// <param name="node">The selection.</param>
    /// <param name="locals">The variables of loops around it that stand for elements of lists in a request.</param>
    public static RequestPath? Of(Expr node, ImmutableDictionary<string, RequestPath> locals) => node switch
    {
        IdentExpr { Rooted: false } local when locals.TryGetValue(local.Name, out var bound) => bound,
        IdentExpr { Name: Roots.Now } => Now,
        IdentExpr root when Roots.IsRequestRoot(root.Name) => new([root.Name]),
        SelectExpr select => Of(select.Operand, locals)?.Inside(select.Field),
        IndexExpr { Index: LiteralExpr { Value: { IsString: true } key } } index => Of(index.Operand, locals)?.Inside(key.AsString!),
        CallExpr { Function: "orValue" or "value", Target: { } target } => Of(target, locals),
        _ => null,
    };

    /// <inheritdoc/>
    public bool Equals(RequestPath? other) => other is not null && Names.AsSpan().SequenceEqual(other.Names.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RequestPath);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    // `subject.properties.x` is `subject.x`
    private RequestPath? Inside(string name) =>
        ReferenceEquals(this, Now) ? null
        : Names.Length == 2 && Names[1] == Roots.Properties && Names[0] != Roots.Context ? new([Names[0], name])
        : Below(name);
}
