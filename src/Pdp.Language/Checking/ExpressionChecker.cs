using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Pdp.Language.Diagnostics;
using Pdp.Language.Syntax;
using Pdp.Language.Text;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.Checking;

/// <summary>The check of one expression: a walk over its tree that infers types from the leaves to the root.</summary>
internal sealed partial class ExpressionChecker
{
    private readonly string _text;
    private readonly TypeEnvironment _environment;
    private readonly DiagnosticBag _diagnostics;
    private readonly NameResolver _names;
    private readonly Substitution _substitution = new();
    private readonly List<Local> _locals = [];
    private readonly HashSet<Diagnostic> _dependent = new(ReferenceEqualityComparer.Instance);
    private CelType?[] _types = new CelType?[16];
    private OverloadIds?[] _overloads = new OverloadIds?[16];
    private Dictionary<string, CelType>? _declared;
    private int _attributeReads;

    public ExpressionChecker(string text, TypeEnvironment environment, DiagnosticBag diagnostics)
    {
        _text = text;
        _environment = environment;
        _diagnostics = diagnostics;
        _names = new NameResolver(environment);
    }

    public CheckedExpression Run(Expr root, CelType? expected)
    {
        var result = CheckValue(root);
        if (expected is not null) Expect(result, expected, null);
        for (var i = 0; i < _types.Length; i++)
        {
            if (_types[i] is { } type) _types[i] = Final(type);
        }

        return new CheckedExpression(
            _text, result.Node, Final(result.Type), new NodeTable<CelType>(_types), new NodeTable<OverloadIds>(_overloads))
        {
            Known = result.Known,
        };
    }

    /// <summary>Checks an expression whose value is used, which excludes the roots of the request.</summary>
    private Typed CheckValue(Expr node)
    {
        var result = Check(node);
        return result.Type is RecordType { IsEntityRoot: true } record ? RejectRoot(node, result, record) : result;
    }

    private Typed RejectRoot(Expr node, in Typed result, RecordType record, Advice? advice = null)
    {
        var own = record.Name == "action" ? "name" : "id";
        var example = record.Members.ContainsKey(own) ? own : record.Members.Keys.Order(StringComparer.Ordinal).FirstOrDefault();
        Error(
            DiagnosticCodes.TypeMismatch, $"`{record.Name}` cannot be used as a value", node.Span,
            advice ?? (example is null ? "read one of its members" : $"read one of its members, as `{record.Name}.{example}`"));
        return result with { Type = CelType.Error };
    }

    private Typed Check(Expr node)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var result = node switch
        {
            LiteralExpr literal => new Typed(literal, TypeOf(literal.Value)) { Known = literal.Value },
            IdentExpr ident => CheckIdent(ident),
            SelectExpr select => CheckSelect(select),
            HasExpr has => CheckHas(has),
            IndexExpr index => CheckIndex(index),
            CallExpr call => CheckCall(call),
            UnaryExpr unary => CheckUnary(unary),
            BinaryExpr binary => CheckBinary(binary),
            LogicExpr logic => CheckLogic(logic),
            ConditionalExpr conditional => CheckConditional(conditional),
            ListExpr list => CheckList(list),
            MapExpr map => CheckMap(map),
            StructExpr message => CheckStruct(message),
            MacroExpr macro => CheckMacro(macro),
            BlockExpr block => CheckBlock(block),
            BlockIndexExpr index => CheckBlockIndex(index),
            _ => throw new UnreachableException("unknown form of expression"),
        };
        result = result with { Type = Bounded(result.Type) };
        Record(ref _types, node.Id, result.Type);
        return result;
    }

    /// <summary>
    /// Types can double with every level of nesting (<c>{a: a}</c>); beyond this size the checker asks no more.
    /// </summary>
    private static CelType Bounded(CelType type) => type.Size > 500 ? CelType.Dyn : type;

    private static CelType TypeOf(in Value value) => value.Kind switch
    {
        ValueKind.Null => CelType.Null,
        ValueKind.Bool => CelType.Bool,
        ValueKind.Int => CelType.Int,
        ValueKind.Uint => CelType.Uint,
        ValueKind.Double => CelType.Double,
        ValueKind.String => CelType.String,
        ValueKind.Bytes => CelType.Bytes,
        _ => CelType.Dyn,
    };

    /// <summary>Reports when a sub-expression has another type than its place needs.</summary>
    private void Expect(in Typed found, CelType expected, string? place)
    {
        if (_substitution.AreAssignable([found.Type], [expected])) return;
        var type = Resolved(found.Type);
        Report(
            DiagnosticCodes.TypeMismatch,
            $"expected {TypeText.Of(expected)}, got {TypeText.Of(type)}{(place is null ? "" : $": {place}")}",
            found.Node.Span, Hints.Expected(expected, type, found.Node), IsAttributeDependent(found.Node));
    }

    private CelType Resolved(CelType type) => _substitution.Resolve(type);

    private CelType Final(CelType type)
    {
        var final = _substitution.Resolve(type, isFinal: true);
        return final.Kind == CelTypeKind.Error ? CelType.Dyn : final;
    }

    private static void Record<T>(ref T?[] table, int id, T value)
        where T : class
    {
        if (id >= table.Length) Array.Resize(ref table, Math.Max(id + 1, table.Length * 2));
        table[id] = value;
    }

    private void Error(string code, string message, TextSpan span, Advice? help = null) =>
        _diagnostics.Error(code, message, span, help);

    /// <summary>Reports an error, which depends on the environment when the types of attributes take part in it.</summary>
    private void Report(string code, string message, TextSpan span, Advice? help, bool isDependent)
    {
        var diagnostic = _diagnostics.Add(new Diagnostic(code, Severity.Error, message, span, help?.Text) { Rewriting = help?.Rewriting });
        if (isDependent) _dependent.Add(diagnostic);
    }

    private string Excerpt(Expr node) => Text.Excerpt.Of(_text, node.Span);
}
