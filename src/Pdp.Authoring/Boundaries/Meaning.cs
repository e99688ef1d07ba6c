using System.Runtime.CompilerServices;
using Pdp.Authoring.Linting.Model;
using Pdp.Engine.Sources;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Authoring.Boundaries;

/// <summary>What documents say as text, with the variables, definitions and constants that it stands for: how it is laid out makes no difference.</summary>
internal static class Meaning
{
    /// <summary>That of a condition.</summary>
    public static string Of(Condition condition)
    {
        var texts = new List<string>();
        Add(condition, texts, []);
        return string.Join('\n', texts);
    }

    /// <summary>That of obligations or advice, a text for each.</summary>
    public static IEnumerable<string> Of(IEnumerable<NoticeSource> notices, Scope scope) => notices.Select(notice => string.Join(
        '\n',
        [
            notice.Id, notice.On?.ToString() ?? "", notice.When is { } when ? Of(new Condition(when, scope)) : "",
            .. notice.Properties.Select(property => $"{property.Name}: {Of(new Condition(property.Expression, scope))}"),
        ]));

    private static void Add(Condition condition, List<string> texts, HashSet<Named> known)
    {
        var root = condition.Checked?.Root ?? condition.Parsed.Root;
        texts.Add(root is null ? condition.Parsed.Text : Unparser.Format(root));
        if (root is not null) Add(root, condition.Scope, texts, known);
    }

    private static void Add(Expr node, Scope scope, List<string> texts, HashSet<Named> known)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (node is SelectExpr { Operand: IdentExpr root } select && scope.Find(root.Name, select.Field) is { } named)
        {
            if (!known.Add(named)) return;
            texts.Add($"{root.Name}.{select.Field}:");
            if (named.Body is { } body) Add(body, texts, known);
            else texts.Add(CelText.ToLiteral(named.Constant));
            return;
        }

        foreach (var part in Children.Of(node)) Add(part, scope, texts, known);
    }
}
