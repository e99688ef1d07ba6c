using System.Runtime.CompilerServices;
using Pdp.Authoring.Editor.Text;
using Pdp.Authoring.Linting.Model;
using Pdp.Engine.Compilation;
using Pdp.Engine.Sources;
using Pdp.Language.Syntax;
using Pdp.Language.Text;

namespace Pdp.Authoring.Linting.Checks;

/// <summary>Variables of macros that are called as what expressions start from, so that it cannot be read within.</summary>
internal static class HiddenRoots
{
    public static void Run(LintModel model, LintNotes notes)
    {
        foreach (var expression in Expressions.Of(model.Source))
        {
            // a macro is a call, and most have none
            if (expression.Text.Contains('(', StringComparison.Ordinal) && Parser.Parse(expression.Text).Root is { } root) Visit(root, expression, notes);
        }
    }

    private static void Visit(Expr node, ExpressionSource expression, LintNotes notes)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (node is MacroExpr macro)
        {
            foreach (var name in new[] { macro.Variable, macro.SecondVariable }.Distinct(StringComparer.Ordinal))
            {
                if (Meaning(name) is not { } meaning || Find(expression.Text, macro, name!) is not { } span) continue;
                notes.Warn(
                    LintCodes.HidesRoot, expression, span, $"`{name}` is a variable of `{macro.Name}` here, and hides {meaning}",
                    "give it a name of its own: within the macro nothing else can be read by this one");
            }
        }

        foreach (var child in Children.Of(node)) Visit(child, expression, notes);
    }

    private static string? Meaning(string? name) => name switch
    {
        Roots.Subject => "the subject of the request",
        Roots.Resource => "the resource of the request",
        Roots.Action => "the action of the request",
        Roots.Context => "the context of the request",
        Roots.Now => "the time of the decision",
        Roots.Variables => "the variables of the policy",
        Roots.Definitions => "the definitions of the bundle",
        _ => null,
    };

    // the tree has the names, the text their places: the first arguments of the call
    private static TextSpan? Find(string text, MacroExpr macro, string name)
    {
        var tokens = new ExpressionTokens(text);
        var found = tokens.All.FirstOrDefault(token => token.Kind == TokenKind.Identifier && token.Start >= macro.NameSpan.End && text.AsSpan(token.Start, token.Length).SequenceEqual(name));
        return found.Length > 0 ? new TextSpan(found.Start, found.Length) : null;
    }
}
