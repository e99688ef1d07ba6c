using System.Collections.Immutable;
using System.Globalization;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Conformance.Tests.SecondOpinions;

/// <summary>
/// Finds the operation on which the two sides part: the innermost part of an expression that differs while all its own
/// parts agree. Inside a macro the variable is bound to the element at which the body differs.
/// </summary>
internal sealed class Reducer(OtherSide other)
{
    public async Task<Difference> ReduceAsync(Question question)
    {
        while (await SmallerAsync(question) is { } smaller) question = smaller;
        question = await WithoutOperationsAsync(question);
        return await DescribeAsync(question);
    }

    private static IEnumerable<(Expr Node, bool IsClosed)> InPostOrder(Expr node, ImmutableHashSet<string> bound)
    {
        foreach (var (child, inner) in ScopesOf(node, bound))
            foreach (var part in InPostOrder(child, inner))
                yield return part;
        yield return (node, !ReferencesAny(node, bound));
    }

    private static IEnumerable<(Expr Child, ImmutableHashSet<string> Bound)> ScopesOf(Expr node, ImmutableHashSet<string> bound)
    {
        if (node is not MacroExpr macro) return Children.Of(node).Select(child => (child, bound));
        var inner = bound.Add(macro.Variable);
        return Children.Of(macro).Select(child => (child, ReferenceEquals(child, macro.Range) ? bound : inner));
    }

    private static bool ReferencesAny(Expr node, ImmutableHashSet<string> names) => !names.IsEmpty && node switch
    {
        IdentExpr ident => names.Contains(ident.Name),
        MacroExpr macro => ReferencesAny(macro.Range, names)
            || Children.Of(macro).Skip(1).Any(child => ReferencesAny(child, names.Remove(macro.Variable))),
        _ => Children.Of(node).Any(child => ReferencesAny(child, names)),
    };

    private async Task<Question?> SmallerAsync(Question question)
    {
        if (Parser.Parse(question.Text, OurSide.Syntax).Root is not { } root) return null;
        var parts = InPostOrder(root, [])
            .Where(part => part.IsClosed && !ReferenceEquals(part.Node, root) && Slice(question, part.Node).Length < question.Text.Length)
            .Select(part => question with { Text = Slice(question, part.Node) })
            .ToList();
        return await FirstDifferentAsync(parts) ?? (root is MacroExpr macro ? await InsideAsync(question, macro) : null);
    }

    /// <summary>The body of a macro with its variable bound to an element, if the sides part there.</summary>
    private async Task<Question?> InsideAsync(Question question, MacroExpr macro)
    {
        var range = OurSide.Ask(question with { Text = Slice(question, macro.Range) });
        if (!range.IsValue) return null;
        var items = range.Value.AsList?.Items.ToArray()
            ?? (range.Value.AsMap is { } map ? [.. Enumerable.Range(0, map.Count).Select(i => map.EntryAt(i).Key)] : []);
        return await FirstDifferentAsync(
        [
            .. from item in items
               from body in Children.Of(macro).Skip(1)
               select new Question(Slice(question, body), question.Bindings!.SetItem(macro.Variable, item)),
        ]);
    }

    private async Task<Question?> FirstDifferentAsync(List<Question> questions)
    {
        var answers = await other.AskAsync(questions);
        for (var i = 0; i < answers.Length; i++)
            if (!OurSide.Ask(questions[i]).AgreesWith(answers[i])) return questions[i];
        return null;
    }

    /// <summary>Puts a name in place of each part that both sides evaluate to the same value, where the difference stays.</summary>
    private async Task<Question> WithoutOperationsAsync(Question question)
    {
        if (Parser.Parse(question.Text, OurSide.Syntax).Root is not { } root) return question;
        foreach (var part in Children.Of(root).Reverse().Where(part => part is not (LiteralExpr or IdentExpr)))
        {
            if (root is MacroExpr macro && !ReferenceEquals(part, macro.Range)) continue;
            var value = OurSide.Ask(question with { Text = Slice(question, part) });
            if (!value.IsValue) continue;
            var name = string.Create(CultureInfo.InvariantCulture, $"v{part.Id}");
            var simpler = new Question(
                question.Text.Remove(part.Span.Start, part.Span.Length).Insert(part.Span.Start, name),
                question.Bindings!.SetItem(name, value.Value));
            if (await FirstDifferentAsync([simpler]) is not null) question = simpler;
        }

        return question;
    }

    private async Task<Difference> DescribeAsync(Question question)
    {
        var root = Parser.Parse(question.Text, OurSide.Syntax).Root ?? new LiteralExpr(0, default, Value.Null);
        var used = InPostOrder(root, []).Select(part => part.Node).OfType<IdentExpr>().Select(ident => ident.Name).ToHashSet(StringComparer.Ordinal);
        var unused = question.Bindings!.Keys.Where(name => !used.Contains(name));
        question = question with { Bindings = question.Bindings.RemoveRange(unused) };
        var operands = Children.Of(root).Select(part => Closed(root, part) ? OurSide.Ask(question with { Text = Slice(question, part) }) : (Outcome?)null);
        var answer = await other.AskAsync([question]);
        return new Difference(question, root, [.. operands], OurSide.Ask(question), answer[0]);
    }

    private static bool Closed(Expr root, Expr part) =>
        root is not MacroExpr macro || ReferenceEquals(part, macro.Range) || !ReferencesAny(part, [macro.Variable]);

    private static string Slice(Question question, Expr node) => question.Text.Substring(node.Span.Start, node.Span.Length);
}
