using Pdp.Language.Runtime.Access;
using Pdp.Language.Runtime.Nodes;
using Pdp.Language.Syntax;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Compilation;

/// <content>Names, selections and indexes.</content>
internal sealed partial class ExpressionCompiler
{
    private Node CompileIdent(IdentExpr ident)
    {
        if (FindLocal(ident) is { } local) return local;
        if (bindings.Resolve(ident.Name) is { } binding) return Bind(binding, ident.Span);
        return TypeNames.TryFind(ident.Name, out var type)
            ? new ConstantNode(type)
            : Fail($"undeclared reference to `{ident.Name}`", ident.Span);
    }

    private static Node Bind(Binding binding, TextSpan span) => binding switch
    {
        AttributeBinding attribute => attribute.NodeAt(span),
        VariableBinding variable => new VariableNode(variable, span),
        ConstantBinding { Value.AsError: { } error } => new ErrorNode(error.At(span)),
        ConstantBinding constant => new ConstantNode(constant.Value),
        NowBinding => new NowNode(),
        _ => throw new ArgumentException("a binding of an unknown kind", nameof(binding)),
    };

    /// <summary>What <c>root.member</c> means when the operand is a root of the request and not a macro's variable.</summary>
    private Binding? FindMember(Expr operand, string member) =>
        operand is IdentExpr root && FindLocal(root) is null ? bindings.ResolveMember(root.Name, member) : null;

    private Node CompileSelect(SelectExpr select)
    {
        if (FindMember(select.Operand, select.Field) is { } binding)
        {
            if (!select.Optional) return Bind(binding, select.Span);
            return binding is AttributeBinding attribute
                ? new OptionalAttributeNode(attribute.Slot, select.Span)
                : new OptionalOfNode(Bind(binding, select.Span));
        }

        var operand = Compile(select.Operand);
        if (select.Optional || operand is OptionalNode) return new OptionalSelectNode(operand, select.Field, select.Operand.Span);
        var missing = MissingAttribute(select) ?? RuntimeErrors.NoSuchKey(Value.From(select.Field)).At(select.Span);
        return Fold(new SelectNode(operand, select.Field, missing, select.Operand.Span), IsConstant(operand));
    }

    private Node CompileHas(HasExpr has)
    {
        if (FindMember(has.Operand, has.Field) is not { } binding)
            return new HasNode(Compile(has.Operand), has.Field, has.Operand.Span);
        return binding is AttributeBinding attribute
            ? new HasAttributeNode(attribute.Slot, has.Span)
            : new HasValueNode(Bind(binding, has.Span));
    }

    private Node CompileIndex(IndexExpr index)
    {
        var operand = Compile(index.Operand);
        var key = Compile(index.Index);
        if (index.Optional || operand is OptionalNode) return new OptionalIndexNode(operand, key, index.Span);
        return Fold(
            new IndexNode(operand, key, MissingAttribute(index), index.Span),
            IsConstant(operand) && IsConstant(key));
    }

    /// <summary>The error that an attribute is missing, when a selection or index leads into one; it is named as written.</summary>
    private EvalError? MissingAttribute(Expr e) =>
        LeadsIntoAttribute(e)
            ? AttributeNode.MissingError(expression.Text.Substring(e.Span.Start, e.Span.Length), e.Span)
            : null;

    private bool LeadsIntoAttribute(Expr e)
    {
        while (true)
        {
            switch (e)
            {
                case SelectExpr select when FindMember(select.Operand, select.Field) is { } binding:
                    return binding is AttributeBinding;
                case SelectExpr select:
                    e = select.Operand;
                    break;
                case IndexExpr index:
                    e = index.Operand;
                    break;
                case IdentExpr ident:
                    return FindLocal(ident) is null && bindings.Resolve(ident.Name) is AttributeBinding;
                default:
                    return false;
            }
        }
    }
}
