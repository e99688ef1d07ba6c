using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Pdp.Engine.Compilation.Reuse;
using Pdp.Language.Checking;
using Pdp.Language.Runtime;
using Pdp.Language.Syntax;
using Pdp.Language.Types;

namespace Pdp.Engine.Compilation;

/// <summary>
/// The calls and macros that stand in more than one expression: counted by their text when they are read, and told apart by their
/// types when they are compiled. Outside of macros, that is, and without variables and definitions, which are kept for a decision
/// as they are. Those of code that is reused share nothing with those of code that is compiled anew.
/// </summary>
internal sealed class SharedParts : ISharedParts
{
    // hardly anyone writes more than this twice, and a chain of calls has as many texts as calls
    private const int LongestText = 1_000;

    // their values are numbers, texts and the like; others would keep what they consist of beyond the decision
    private static readonly ImmutableArray<CelTypeKind> Kept =
    [
        CelTypeKind.Bool, CelTypeKind.Int, CelTypeKind.Uint, CelTypeKind.Double, CelTypeKind.String, CelTypeKind.Timestamp,
        CelTypeKind.Duration,
    ];

    // cheaper than looking up what they came to
    private static readonly ImmutableArray<string> Cheap = ["startsWith", "endsWith", "contains", "size"];

    private readonly Dictionary<ReadOnlyMemory<char>, int> _counts = new(new TextComparer());
    private readonly Dictionary<ReadOnlyMemory<char>, List<Place>> _places = new(new TextComparer());

    /// <summary>Gives places, once all expressions have been read.</summary>
    public Numbering? Numbering { get; set; }

    /// <summary>Counts the parts of an expression.</summary>
    public void Add(string text, Expr expression) => Visit(text.AsMemory(), expression);

    /// <inheritdoc/>
    public int PlaceOf(CheckedExpression expression, Expr part)
    {
        if (!IsDear(part) || part.Span.Length > LongestText) return -1;
        var text = expression.Text.AsMemory(part.Span.Start, part.Span.Length);
        if (!_counts.TryGetValue(text, out var count) || count < 2) return -1;
        if (!expression.Types.TryGetValue(part.Id, out var type) || !Kept.Contains(type.Kind)) return -1;
        ref var places = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, text, out _);
        foreach (var place in places ??= [])
        {
            if (SameParts.AreSame(place.Expression, place.Part, expression, part)) return place.Number;
        }

        var number = Numbering!.Shared();
        if (number >= 0) places.Add(new Place(expression, part, number));
        return number;
    }

    /// <summary>Counts what is within an expression.</summary>
    /// <returns>Whether it reads no variable or definition.</returns>
    private bool Visit(ReadOnlyMemory<char> text, Expr e)
    {
        var isAlone = e is not IdentExpr { Name: Roots.Variables or Roots.Definitions };
        foreach (var inner in e is MacroExpr macro ? [macro.Range] : Children.Of(e)) isAlone &= Visit(text, inner);
        if (e is MacroExpr { Body: var body, Filter: var filter })
            isAlone = isAlone && !ReadsVariables(body) && (filter is null || !ReadsVariables(filter));
        if (isAlone && IsDear(e) && e.Span.Length <= LongestText)
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, text.Slice(e.Span.Start, e.Span.Length), out _)++;
        return isAlone;
    }

    // a local variable of such a name is one too many, which does no harm
    private static bool ReadsVariables(Expr e) =>
        e is IdentExpr { Name: Roots.Variables or Roots.Definitions } || Children.Of(e).Any(ReadsVariables);

    private static bool IsDear(Expr e) => e is MacroExpr || (e is CallExpr call && !Cheap.Contains(call.Function));

    private sealed record Place(CheckedExpression Expression, Expr Part, int Number);

    private sealed class TextComparer : IEqualityComparer<ReadOnlyMemory<char>>
    {
        public bool Equals(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<char> text) => string.GetHashCode(text.Span, StringComparison.Ordinal);
    }
}
