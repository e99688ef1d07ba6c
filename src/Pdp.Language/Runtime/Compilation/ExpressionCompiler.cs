using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Pdp.Language.Checking;
using Pdp.Language.Cost;
using Pdp.Language.Functions;
using Pdp.Language.PartialEvaluation;
using Pdp.Language.Runtime.Calls;
using Pdp.Language.Runtime.Logic;
using Pdp.Language.Runtime.Nodes;
using Pdp.Language.Syntax;
using Pdp.Language.Text;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Compilation;

/// <summary>The compilation of one expression: a walk over its tree.</summary>
internal sealed partial class ExpressionCompiler(
    CheckedExpression expression, FunctionRegistry functions, IBindings bindings, CompileOptions options)
{
    private readonly bool _specialise = options.Specialise && !options.Recording;

    private int _depth;
    private long _weight;

    public Program Compile()
    {
        var root = Compile(expression.Root);
        if (_weight >= LongNode.Least) root = new LongNode(root, expression.Root.Span, _weight);
        return new Program(expression.Text, expression.Root, BoolOfNode.Of(root, expression.Root.Span), _nextLocal);
    }

    private Node Compile(Expr e)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        _depth++;
        _weight += RoundWeight.Of(e);
        var node = Shared(e, Plain(e));
        if (_depth % DepthGuardNode.Every == 0) node = new DepthGuardNode(node, e.Span);
        _depth--;
        return options.Recording ? new RecordNode(node, e) : node;
    }

    // local variables have other values at other places
    private Node Shared(Expr e, Node node) =>
        e is CallExpr or MacroExpr && options is { SharedParts: { } parts, Recording: false }
        && _scope.IsEmpty && _block.IsEmpty && !IsConstant(node) && parts.PlaceOf(expression, e) is >= 0 and var place
            ? new SharedNode(node, place, e.Span)
            : node;

    /// <summary>An operand that is used as a condition.</summary>
    private Node CompileCondition(Expr e) => BoolOfNode.Of(Compile(e), e.Span);

    private Node Plain(Expr e) => e switch
    {
        LiteralExpr literal => new ConstantNode(literal.Value),
        ValueExpr known => new ConstantNode(known.Value),
        IdentExpr ident => CompileIdent(ident),
        SelectExpr select => CompileSelect(select),
        HasExpr has => CompileHas(has),
        IndexExpr index => CompileIndex(index),
        CallExpr call => CompileCall(call),
        UnaryExpr { Operator: UnaryOperator.Not } not => new NotNode(CompileCondition(not.Operand)),
        UnaryExpr negation => CompileNegation(negation),
        BinaryExpr binary => CompileBinary(binary),
        LogicExpr { IsAnd: true } and => new AndNode([.. and.Operands.Select(CompileCondition)]),
        LogicExpr or => new OrNode([.. or.Operands.Select(CompileCondition)]),
        ConditionalExpr conditional => CompileConditional(conditional),
        ListExpr list => CompileList(list),
        MapExpr map => CompileMap(map),
        MacroExpr macro => CompileMacro(macro),
        BlockExpr block => CompileBlock(block),
        BlockIndexExpr index => CompileBlockIndex(index),
        StructExpr message => Fail($"message type `{message.TypeName}` does not exist", message.Span),
        _ => throw new UnreachableException($"no node for {e.GetType().Name}"),
    };

    private Node CompileNegation(UnaryExpr negation)
    {
        var operand = Compile(negation.Operand);
        return Fold(new NegateNode(operand, negation.Span), IsConstant(operand));
    }

    private ConditionalNode CompileConditional(ConditionalExpr conditional) => new(
        CompileCondition(conditional.Condition),
        Compile(conditional.Then), conditional.Then.Span,
        Compile(conditional.Otherwise), conditional.Otherwise.Span);

    private Node CompileList(ListExpr list)
    {
        var weight = _weight;
        var elements = list.Elements
            .Select(element => new ElementNode(Compile(element.Value), element.Optional, element.Value.Span))
            .ToImmutableArray();
        if (RoundWeight.IsConstant(list)) _weight = weight;
        return Fold(new ListNode(elements), elements.All(element => IsConstant(element.Value)));
    }

    private Node CompileMap(MapExpr map)
    {
        var entries = map.Entries
            .Select(entry => new EntryNode(Compile(entry.Key), Compile(entry.Value), entry.Optional, entry.Value.Span))
            .ToImmutableArray();
        return Fold(
            new MapNode(entries, map.Span),
            entries.All(entry => IsConstant(entry.Key) && IsConstant(entry.Value)));
    }

    /// <summary>
    /// The constant that a node with constant operands always yields. A node that would fail stays as it is: it fails
    /// when it is evaluated, if it is.
    /// </summary>
    private Node Fold(Node node, bool isConstant)
    {
        if (!isConstant) return node;
        var value = node.Evaluate(new Frame(0, 0, 0) { Fuel = UnchargedNode.Budget });
        if (value.IsError) return node;
        return _specialise ? new ConstantNode(value) : new UnchargedNode(node, value);
    }

    private static bool IsConstant(Node node) => !ConstantOf(node).IsMissing;

    /// <summary>The value of a constant node; missing when it is none.</summary>
    private static Value ConstantOf(Node node) => node switch
    {
        ConstantNode constant => constant.Value,
        UnchargedNode uncharged => uncharged.Value,
        RecordNode record => ConstantOf(record.Inner),
        _ => default,
    };

    private static ErrorNode Fail(string message, TextSpan span) =>
        new(new EvalError(EvalErrorCode.ProcessingError, message, span: span));

    private bool IsUntyped(Expr e) =>
        !expression.Types.TryGetValue(e.Id, out var type) || type.Kind == CelTypeKind.Dyn;
}
