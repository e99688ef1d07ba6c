using Pdp.Authoring.Editor.Meaning;
using Pdp.Authoring.Editor.Text;
using Pdp.Engine.Compilation;
using Pdp.Language.Syntax;

namespace Pdp.Authoring.Editor.Answers;

/// <summary>The name at a place of an expression, and the chain of which it is the last part.</summary>
/// <param name="Expression">The expression.</param>
/// <param name="Token">The name.</param>
/// <param name="First">The first token of the chain.</param>
internal sealed record ExpressionTarget(ExpressionView Expression, int Token, int First)
{
    public string Name => Expression.Tokens.TextOf(Token);

    /// <summary>Whether it is called.</summary>
    public bool IsCall => Expression.Tokens.Is(Token + 1, TokenKind.LeftParen);

    /// <summary>Whether anything stands in front of it.</summary>
    public bool IsMember => First < Token;

    /// <summary>The last token of what stands in front of it.</summary>
    public int ReceiverEnd => Expression.Tokens.IsDot(Token - 1, out var dot) ? dot - 1 : -1;

    /// <summary>The root, when it is a member right below one; else null.</summary>
    public string? Root => IsMember && ReceiverEnd == First && Expression.Tokens.Is(First, TokenKind.Identifier) ? Expression.Tokens.TextOf(First) : null;

    /// <summary>The whole name of a function with a dot in it, <c>math.greatest</c>, or the name alone.</summary>
    public string Qualified => Root is { } root ? $"{root}.{Name}" : Name;

    /// <summary>What stands at a place; null when that is no name.</summary>
    public static ExpressionTarget? At(ExpressionView expression, int offset)
    {
        var token = expression.Tokens.NameAt(expression.Mapped.IndexOf(offset));
        return token < 0 ? null : new ExpressionTarget(expression, token, expression.Tokens.ChainStart(token) ?? token);
    }

    /// <summary>The variable or definition that it reads, or the attribute, by root and name; null when it is neither.</summary>
    public (string Root, string Name)? Read =>
        Root is Roots.Variables or Roots.Definitions || (Root is { } root && Roots.IsRequestRoot(root)) ? (Root!, Name) : null;

    /// <summary>The type of it; null when that has errors.</summary>
    public string? TypeIn(ExpressionPlace place) => place.TypeOf(First, Token) is { } type ? TypeNames.Of(type) : null;
}
