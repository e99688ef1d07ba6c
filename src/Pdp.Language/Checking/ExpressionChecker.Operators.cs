using System.Collections.Immutable;
using System.Globalization;
using Pdp.Language.Diagnostics;
using Pdp.Language.Functions;
using Pdp.Language.Syntax;
using Pdp.Language.Text;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.Checking;

/// <content>Operators with one and two operands.</content>
internal sealed partial class ExpressionChecker
{
    private static readonly OverloadIds NotIds = new(["logical_not"]);

    private Typed CheckUnary(UnaryExpr unary)
    {
        var operand = CheckValue(unary.Operand);
        var node = ReferenceEquals(operand.Node, unary.Operand) ? unary : unary with { Operand = operand.Node };
        if (unary.Operator == UnaryOperator.Not)
        {
            Expect(operand, CelType.Bool, "`!` negates a bool");
            Record(ref _overloads, unary.Id, NotIds);
            return new Typed(node, CelType.Bool) { Known = operand.Known.IsBool ? Value.From(!operand.Known.AsBool) : default };
        }

        var type = ResolveOverload(
            unary.Id, OperatorLibrary.Find(OperatorLibrary.Negate, _environment.CrossTypeOrder), false, [operand.Type]);
        if (type is not null) return new Typed(node, type);
        Report(
            DiagnosticCodes.NoOverload, $"expected int or double, got {TypeText.Of(Resolved(operand.Type))}: `-` negates a number",
            unary.Operand.Span, null, IsAttributeDependent(operand.Node));
        return new Typed(node, CelType.Error);
    }

    private Typed CheckBinary(BinaryExpr binary)
    {
        var left = CheckValue(binary.Left);
        var right = CheckValue(binary.Right);
        if (_environment.LiteralAdaptation) AdaptLiterals(binary.Operator, ref left, ref right);
        var node = ReferenceEquals(left.Node, binary.Left) && ReferenceEquals(right.Node, binary.Right)
            ? binary
            : binary with { Left = left.Node, Right = right.Node };

        var overloads = OperatorLibrary.Find(OperatorLibrary.NameOf(binary.Operator), _environment.CrossTypeOrder);
        var type = ResolveOverload(binary.Id, overloads, false, [left.Type, right.Type]);
        if (type is null)
        {
            ReportNoOperator(binary, left, right);
            return new Typed(node, CelType.Error);
        }

        WarnOfFraction(binary, left, right);
        CheckChoices(binary.Operator, left, right);
        if (MayAdaptLater(binary.Operator, left, right) || MayAdaptLater(binary.Operator, right, left)) type = CelType.Dyn;
        return new Typed(node, type) { Known = KnownValues.Of(binary.Operator, left, right) };
    }

    private void ReportNoOperator(BinaryExpr binary, in Typed left, in Typed right)
    {
        var (leftType, rightType) = (Resolved(left.Type), Resolved(right.Type));
        var name = OperatorText.Of(binary.Operator);
        Report(
            DiagnosticCodes.NoOverload, $"`{name}` does not take {TypeText.Of(leftType)} and {TypeText.Of(rightType)}",
            binary.Span, OperatorHints.For(_text, binary, leftType, rightType),
            IsAttributeDependent(binary));
    }

    /// <summary>Makes doubles of the integer literals that stand beside a double, where they are exactly representable.</summary>
    private void AdaptLiterals(BinaryOperator @operator, ref Typed left, ref Typed right)
    {
        switch (@operator)
        {
            case BinaryOperator.Modulo:
                return;
            case BinaryOperator.In:
                var range = Unwrapped(Resolved(right.Type));
                if (range.Kind == CelTypeKind.List && Unwrapped(range.Parameters[0]).Kind == CelTypeKind.Double) left = Adapt(left);
                else if (right.Node is ListExpr list && IsDouble(left)) right = AdaptElements(list, right);
                return;
            default:
                if (IsDouble(left)) right = Adapt(right);
                else if (IsDouble(right)) left = Adapt(left);
                return;
        }
    }

    // beside what turns out to be a double, a literal counts as one: the result is an int or a double then
    private bool MayAdaptLater(BinaryOperator @operator, in Typed untyped, in Typed other) =>
        _environment.LiteralAdaptation
        && @operator is BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply or BinaryOperator.Divide
        && other.Node is LiteralExpr { Value.IsInt: true }
        && Unwrapped(Resolved(untyped.Type)).Kind == CelTypeKind.Dyn;

    private bool IsDouble(in Typed operand) => Unwrapped(Resolved(operand.Type)).Kind == CelTypeKind.Double;

    private Typed Adapt(in Typed operand)
    {
        if (operand.Node is not LiteralExpr { Value: { IsInt: true } value } literal) return operand;
        var adapted = (double)value.AsInt;
        if (adapted >= 9.3e18 || (long)adapted != value.AsInt) return operand;
        Record(ref _types, literal.Id, CelType.Double);
        var constant = Value.From(adapted);
        return new Typed(literal with { Value = constant }, CelType.Double) { Known = constant };
    }

    private Typed AdaptElements(ListExpr list, in Typed whole)
    {
        var elements = ImmutableArray.CreateBuilder<ListElement>(list.Elements.Length);
        foreach (var element in list.Elements)
        {
            if (element.Optional || element.Value is not LiteralExpr { Value.Kind: ValueKind.Int or ValueKind.Double } literal) return whole;
            var adapted = literal.Value.IsDouble ? literal : Adapt(new Typed(literal, CelType.Int)).Node;
            if (adapted is not LiteralExpr { Value.IsDouble: true }) return whole;
            elements.Add(element with { Value = adapted });
        }

        var type = CelType.ListOf(CelType.Double);
        Record(ref _types, list.Id, type);
        return new Typed(list with { Elements = elements.MoveToImmutable() }, type);
    }

    private void WarnOfFraction(BinaryExpr binary, in Typed left, in Typed right)
    {
        if (binary.Operator is < BinaryOperator.Less or > BinaryOperator.GreaterOrEqual) return;
        var (literal, other) = left.Node is LiteralExpr ? (left, right) : (right, left);
        if (literal.Node is not LiteralExpr { Value: { IsDouble: true } value }
            || Unwrapped(Resolved(other.Type)).Kind != CelTypeKind.Int
            || Math.Floor(value.AsDouble) == value.AsDouble) return;
        _diagnostics.Warning(
            DiagnosticCodes.TypeMismatch, $"`{Excerpt(other.Node)}` is an int, which `{Excerpt(literal.Node)}` never is",
            literal.Node.Span, WholeNumber(binary.Operator, literal.Node, value.AsDouble, ReferenceEquals(literal.Node, right.Node)));
    }

    /// <summary>The whole number beside which the comparison decides the same.</summary>
    private static Advice WholeNumber(BinaryOperator @operator, Expr literal, double value, bool isRight)
    {
        var roundsUp = (@operator is BinaryOperator.Less or BinaryOperator.GreaterOrEqual) == isRight;
        var whole = roundsUp ? Math.Ceiling(value) : Math.Floor(value);
        return Advice.Write(literal.Span, ((long)whole).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Reports the strings that an attribute with fixed values can never equal.</summary>
    private void CheckChoices(BinaryOperator @operator, in Typed left, in Typed right)
    {
        switch (@operator)
        {
            case BinaryOperator.Equal or BinaryOperator.NotEqual:
                CheckChoice(left, right.Node);
                CheckChoice(right, left.Node);
                break;
            case BinaryOperator.In when right.Node is ListExpr list:
                foreach (var element in list.Elements) CheckChoice(left, element.Value);
                WarnOfElements(left, list);
                break;
            case BinaryOperator.In:
                CheckChoice(right, left.Node);
                break;
        }
    }

    private void CheckChoice(in Typed attribute, Expr constant)
    {
        if (attribute.Choices.IsDefaultOrEmpty || constant is not LiteralExpr { Value.AsString: { } text }
            || attribute.Choices.Contains(text)) return;
        var near = NearWord.Find(text, attribute.Choices);
        Error(
            DiagnosticCodes.NotAnEnumValue, $"{ValueLimits.Quote(text)} is not among the values of `{Excerpt(attribute.Node)}`", constant.Span,
            near is null ? $"expected {Suggestions.OneOf(attribute.Choices)}" : Advice.DidYouMean(constant.Span, $"'{LiteralWriter.Escape(near, '\'')}'", near));
    }
}
