using Pdp.Language.Runtime;
using Pdp.Language.Runtime.Compilation;
using Pdp.Language.Runtime.Nodes;
using Pdp.Language.Syntax;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.PartialEvaluation;

/// <content>Names, selections, presence tests and indexes.</content>
internal sealed partial class Folder
{
    private readonly Dictionary<Knowledge.Definition, Folded?> _definitions = new(ReferenceEqualityComparer.Instance);

    private Folded Ident(IdentExpr ident)
    {
        if (FindLocal(ident) is { } local) return local.Read(ident);
        if (knowledge.Resolve(ident.Name) is { } known) return Read(ident, known);
        return TypeNames.TryFind(ident.Name, out var type) ? new Folded(ident) { Known = type } : new Folded(ident) { IsOpen = true };
    }

    /// <summary>What is known of <c>root.member</c>; null when it is none of the request.</summary>
    private Knowledge? FindMember(Expr operand, string member) =>
        operand is IdentExpr root && FindLocal(root) is null ? knowledge.ResolveMember(root.Name, member) : null;

    /// <summary>An expression that reads what is known so far.</summary>
    private Folded Read(Expr e, Knowledge known) => known switch
    {
        Knowledge.KnownValue { Value: { IsMissing: false, IsError: false } value } => Known(e, value),
        Knowledge.KnownValue or Knowledge.InvalidKnowledge => Broken(e, "the value cannot be used"),
        Knowledge.MissingKnowledge => Broken(e, AttributeNode.MissingError(Text.Excerpt.Of(expression.Text, e.Span), e.Span)),
        Knowledge.Definition definition => Inlined(e, definition),
        Knowledge.PartlyKnownObject or Knowledge.PartlyKnownList => new Folded(e) { IsOpen = true, Shape = known },
        _ => new Folded(e) { IsOpen = true },
    };

    private Folded Select(SelectExpr select)
    {
        if (FindMember(select.Operand, select.Field) is { } known)
            return select.Optional ? ReadOptional(select, known) : Read(select, known);

        var operand = Fold(select.Operand);
        var rebuilt = select with { Operand = operand.Node };
        if (select.Optional || operand.Shape is not { } shape)
        {
            var whole = Strict(rebuilt, operand);
            // As written it tells which attribute lacks the field, and the value of the attribute need not be.
            return whole.IsError && operand.IsValue && IsPath(select) ? Broken(select, whole.Known.AsError!) : whole;
        }

        return shape is Knowledge.PartlyKnownObject partly
            ? Read(rebuilt, partly[select.Field])
            : Broken(rebuilt, "expected map, got list");
    }

    /// <summary><c>root.?member</c>.</summary>
    private Folded ReadOptional(SelectExpr select, Knowledge known)
    {
        var value = Read(select with { Optional = false }, known);
        if (known is Knowledge.MissingKnowledge) return Known(select, Value.From(CelOptional.None));
        if (value.IsValue) return Known(select, Value.From(CelOptional.Of(value.Known)));
        if (!value.IsError) return new Folded(select) { IsOpen = true };

        // Asking for the value is an error even where the attribute is left out.
        var inner = TypeOfMember(select);
        var member = select with { Id = Tables.Fresh(inner), Optional = false };
        return Make.Optional(Tables, functions, member, inner, select.Span, IsHidden("optional")) is { } optional
            ? Broken(optional, value.Known.AsError!)
            : new Folded(select) { IsOpen = true };
    }

    private CelType TypeOfMember(SelectExpr select) =>
        Tables.FindType(select.Id) is { IsOptional: true } optional ? optional.Parameters[0] : CelType.Dyn;

    private Folded Has(HasExpr has)
    {
        if (FindMember(has.Operand, has.Field) is { } known) return HasMember(has, known);

        var operand = Fold(has.Operand);
        var rebuilt = has with { Operand = operand.Node };
        return operand.Shape is Knowledge.PartlyKnownObject partly
            ? partly[has.Field] switch
            {
                Knowledge.MissingKnowledge => Known(rebuilt, Value.False),
                Knowledge.UnknownKnowledge => Joined(rebuilt, operand),
                _ => Known(rebuilt, Value.True),
            }
            : Strict(rebuilt, operand);
    }

    private Folded HasMember(HasExpr has, Knowledge known)
    {
        switch (known)
        {
            case Knowledge.MissingKnowledge:
                return Known(has, Value.False);
            case Knowledge.UnknownKnowledge:
                return new Folded(has) { IsOpen = true };
            case Knowledge.PartlyKnownObject or Knowledge.PartlyKnownList:
                return Known(has, Value.True);
        }

        var read = new SelectExpr(Tables.Fresh(CelType.Dyn), has.Span, has.Operand, has.Field, has.FieldSpan, Optional: false);
        var value = Read(read, known);
        if (value.IsValue) return Known(has, Value.True);

        // Comparing it is an error even where the attribute is left out.
        return value.IsError
            ? Broken(
                new BinaryExpr(Tables.Fresh(CelType.Bool, EqualIds), has.Span, BinaryOperator.Equal, has.Span, read, read),
                value.Known.AsError!)
            : new Folded(has) { IsOpen = true };
    }

    private Folded Index(IndexExpr index)
    {
        var operand = Fold(index.Operand);
        var key = Fold(index.Index);
        var rebuilt = index with { Operand = operand.Node, Index = key.Node };
        if (index.Optional || operand.Shape is not { } shape || !key.IsValue) return Strict(rebuilt, operand, key);
        switch (shape)
        {
            case Knowledge.PartlyKnownObject partly when key.Known.AsString is { } name:
                return Read(rebuilt, partly[name]);
            case Knowledge.PartlyKnownList list when Runtime.Access.Members.TryPosition(key.Known, out var position)
                && position >= 0 && position < list.Elements.Length:
                return Read(rebuilt, list.Elements[(int)position]);
            default:
                return Strict(rebuilt, operand, key);
        }
    }

    /// <summary>
    /// What is left of an expression that a name stands for, in place of the name. The name stays where the expression
    /// would mean something else, or where it is too large to be written again.
    /// </summary>
    private Folded Inlined(Expr e, Knowledge.Definition definition)
    {
        if (!_definitions.TryGetValue(definition, out var body))
        {
            var outer = EnterDefinition();
            _definitions[definition] = body = Fold(Tables.Graft(definition.Body, e.Span));
            LeaveDefinition(outer);
        }

        if (body!.IsValue) return Known(e, body.Known);
        if (body.IsError) return Broken(e, body.Known.AsError!);
        var size = TreeSize.Of(body.Node, _room);
        if (size > _room || !Tables.TypeOf(e).Equals(Tables.TypeOf(body.Node)) || IsCaptured(body.Node))
            return new Folded(e) { IsOpen = true };
        _room -= size;
        return body;
    }

    /// <summary>Whether a variable of a macro around this place hides a name that an expression reads.</summary>
    private bool IsCaptured(Expr e)
    {
        if (_locals.Count == 0) return false;
        return e switch
        {
            IdentExpr ident => IsHidden(ident.Name),
            CallExpr { Target: null } call when IsHidden(call.Function) => true,
            _ => Children.Of(e).Any(IsCaptured),
        };
    }

    /// <summary>Whether a variable of a macro has the name, or the first part of it.</summary>
    private bool IsHidden(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var first = dot < 0 ? name : name[..dot];
        return _locals.Exists(local => string.Equals(local.Name, first, StringComparison.Ordinal));
    }

    /// <summary>Whether an expression is a name with members, each given by a constant.</summary>
    private bool IsPath(Expr e)
    {
        while (e is SelectExpr { Optional: false } select) e = select.Operand;
        return e is IdentExpr ident && FindLocal(ident) is null;
    }
}
