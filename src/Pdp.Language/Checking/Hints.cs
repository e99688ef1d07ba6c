using System.Collections.Frozen;
using System.Collections.Immutable;
using Pdp.Language.Diagnostics;
using Pdp.Language.Functions;
using Pdp.Language.Syntax;
using Pdp.Language.Text;
using Pdp.Language.Types;

namespace Pdp.Language.Checking;

/// <summary>Help for common mistakes. Each answers null when it has nothing to say.</summary>
internal static class Hints
{
    private static readonly FrozenDictionary<string, string> MacroForms = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["has"] = "write `has(object.member)`",
        ["all"] = "write `list.all(x, condition)`",
        ["exists"] = "write `list.exists(x, condition)`",
        ["exists_one"] = "write `list.exists_one(x, condition)`",
        ["existsOne"] = "write `list.existsOne(x, condition)`",
        ["map"] = "write `list.map(x, result)`",
        ["filter"] = "write `list.filter(x, condition)`",
        ["transformList"] = "write `list.transformList(index, x, result)`",
        ["transformMap"] = "write `map.transformMap(key, x, result)`",
        ["transformMapEntry"] = "write `map.transformMapEntry(key, x, {key: x})`",
        ["sortBy"] = "write `list.sortBy(x, key)`",
        ["optMap"] = "write `optional.optMap(x, result)`",
        ["optFlatMap"] = "write `optional.optFlatMap(x, optional)`",
        ["cel.bind"] = "write `cel.bind(name, value, expression)`",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> ForeignFunctions = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["not"] = "write `!x`",
        ["now"] = "`now` is a variable: write `now`",
        ["len"] = "write `size(x)`",
        ["length"] = "write `size(x)`",
        ["count"] = "write `size(x)`",
        ["isEmpty"] = "write `size(x) == 0`",
        ["lower"] = "write `x.lowerAscii()`",
        ["toLower"] = "write `x.lowerAscii()`",
        ["toLowerCase"] = "write `x.lowerAscii()`",
        ["upper"] = "write `x.upperAscii()`",
        ["toUpper"] = "write `x.upperAscii()`",
        ["toUpperCase"] = "write `x.upperAscii()`",
        ["substr"] = "write `x.substring(start, end)`",
        ["concat"] = "write `a + b`",
        ["includes"] = "write `x in list`, or `text.contains(part)`",
        ["any"] = "write `list.exists(x, condition)`",
        ["some"] = "write `list.exists(x, condition)`",
        ["every"] = "write `list.all(x, condition)`",
        ["forEach"] = "write `list.all(x, condition)`",
        ["find"] = "write `list.exists(x, condition)`",
        ["equals"] = "write `a == b`",
        ["isNull"] = "ask for presence by `has(object.member)`",
        ["isPresent"] = "ask for presence by `has(object.member)`",
        ["defined"] = "ask for presence by `has(object.member)`",
        ["coalesce"] = "write `a.?b.orValue(c)`",
        ["getOrDefault"] = "write `a.?b.orValue(c)`",
        ["parseInt"] = "write `int(x)`",
        ["parseFloat"] = "write `double(x)`",
        ["abs"] = "write `math.abs(x)`",
        ["round"] = "write `math.round(x)`",
        ["ceil"] = "write `math.ceil(x)`",
        ["floor"] = "write `math.floor(x)`",
        ["today"] = "write `now`",
        ["regexMatch"] = "write `x.matches(pattern)`",
        ["test"] = "write `x.matches(pattern)`",
        ["inCidr"] = "write `cidr(range).containsIP(address)`",
        ["ipInRange"] = "write `cidr(range).containsIP(address)`",
        ["hasKey"] = "write `has(object.member)`, or `key in map`",
        ["date"] = "write `timestamp('2026-01-31T00:00:00Z')`",
        ["toString"] = "write `string(x)`",
        ["regex"] = "write `x.matches(pattern)`",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string> ForeignNames = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["none"] = "write `null`",
        ["nil"] = "write `null`",
        ["undefined"] = "ask for presence by `has(object.member)`",
        ["principal"] = "the one who asks is `subject`",
        ["user"] = "the one who asks is `subject`",
        ["object"] = "what is asked for is `resource`",
        ["request"] = "write `subject`, `action`, `resource` or `context`",
        ["env"] = "write `context`",
        ["environment"] = "write `context`",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> MacroNames => MacroForms.Keys;

    /// <summary>Whether a function's name is a macro's, or what another language calls it.</summary>
    public static bool IsLikeMacro(string name) =>
        MacroForms.ContainsKey(name) || (ForeignFunctions.TryGetValue(name, out var help) && MacroForms.Values.Contains(help));

    private static readonly FrozenDictionary<string, string> ForeignTypes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["integer"] = "int",
        ["long"] = "int",
        ["boolean"] = "bool",
        ["float"] = "double",
        ["number"] = "double",
        ["str"] = "string",
        ["array"] = "list",
        ["dict"] = "map",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static Advice? UnknownName(IdentExpr ident, TypeEnvironment environment)
    {
        var name = ident.Name;
        var member = environment.Variables
            .Where(variable => variable.Value is RecordType { IsEntityRoot: true } root && root.Members.ContainsKey(name))
            .Select(variable => $"{variable.Key}.{name}")
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        if (member is not null) return Advice.DidYouMean(ident.Span, member);
        if (ForeignTypes.GetValueOrDefault(name) is { } type) return Advice.Write(ident.Span, type);
        return ForeignNames.GetValueOrDefault(name) ?? $"write `'{Excerpt.OfName(name)}'` for the text";
    }

    public static string? UnknownFunction(CallExpr call, string name, TypeEnvironment environment)
    {
        if (MacroForms.GetValueOrDefault(name) is { } form) return form;
        if (ForeignFunctions.GetValueOrDefault(name) is { } foreign) return foreign;
        if (call.Target is null) return null;
        var qualified = environment.Functions.Find(call.Function);
        return qualified.Any(overload => !overload.IsMember) ? $"write `{call.Function}(…)`" : null;
    }

    public static string? Expected(CelType expected, CelType found, Expr node)
    {
        if (expected.Kind != CelTypeKind.Bool) return null;
        if (found.IsOptional) return "say what an absent value means: `.orValue(false)`";
        return (node, found.Kind) switch
        {
            (LiteralExpr, CelTypeKind.String) => "an expression stands in no quotes of its own: remove them",
            (_, CelTypeKind.String) => "compare it: `x == 'value'`",
            (_, CelTypeKind.Int or CelTypeKind.Uint or CelTypeKind.Double) => "compare it: `x > 0`",
            (_, CelTypeKind.List or CelTypeKind.Map) => "write `size(x) > 0`, or `list.exists(x, condition)`",
            (_, CelTypeKind.Null or CelTypeKind.Wrapper) => "compare it: `x != null`",
            _ => null,
        };
    }

    public static Advice? NoOverload(
        string text, CallExpr call, ImmutableArray<Overload> overloads, bool isMember, ImmutableArray<CelType> types)
    {
        if (isMember && call.Function == "contains" && Unwrapped(types[0]).Kind is CelTypeKind.List or CelTypeKind.Map)
        {
            if (types.Length != 2 || !OperatorHints.MayHold(Unwrapped(types[0]), types[1])) return "write `x in list`";
            var membership = $"{OperatorHints.Operand(text, call.Arguments[0])} in {OperatorHints.Operand(text, call.Target!)}";
            return Advice.Write(call.Span, membership) with { Rewriting = new Rewriting(call.Span, $"({membership})") };
        }

        if (isMember && call.Function is "contains" or "includes" && types is [var range, var address] && Networks.IsRange(range)
            && Networks.Containing(address) is { } containing)
        {
            return Advice.Write(call.FunctionSpan, containing);
        }

        if (isMember && types[0].IsOptional) return "take the value first: `.value()`, or `.orValue(…)`";
        const int Shown = 4;
        var ofForm = overloads.Where(overload => overload.IsMember == isMember).ToImmutableArray();
        var forms = (ofForm.IsEmpty ? overloads : ofForm).Select(Signature).Distinct(StringComparer.Ordinal).ToImmutableArray();
        return $"it is {string.Join(", ", forms.Take(Shown))}{(forms.Length > Shown ? ", …" : "")}";
    }

    public static string? NoMembers(CelType type, string field, string operand) => type.Kind switch
    {
        CelTypeKind.List when field is "length" or "size" or "count" => $"write `size({operand})`",
        CelTypeKind.List => $"read an element first: `{operand}[0].{field}`, or `{operand}.exists(x, x.{field} == …)`",
        CelTypeKind.String when field is "length" or "size" => $"write `size({operand})`",
        CelTypeKind.String => ForeignFunctions.GetValueOrDefault(field),
        CelTypeKind.Timestamp or CelTypeKind.Duration => "its parts are read by functions, as `getHours()`",
        _ => null,
    };

    public static string? NoIndex(CelType operand) => Unwrapped(operand).Kind switch
    {
        CelTypeKind.List => "a list is indexed by an int, from 0 on",
        CelTypeKind.String => "write `text.charAt(index)`",
        _ => null,
    };

    private static string Signature(Overload overload) => overload.IsMember
        ? $"`{Parameter(overload.Parameters[0])}.{overload.Function}({Parameters(overload.Parameters.RemoveAt(0))})`"
        : $"`{overload.Function}({Parameters(overload.Parameters)})`";

    private static string Parameters(ImmutableArray<CelType> types) => string.Join(", ", types.Select(Parameter));

    /// <summary>A parameter as the documentation has it: <c>any</c> for any type, <c>list</c> for a list of anything.</summary>
    private static string Parameter(CelType type) => type.Kind switch
    {
        CelTypeKind.Dyn or CelTypeKind.Parameter => "any",
        CelTypeKind.List or CelTypeKind.Map or CelTypeKind.Opaque when type.Parameters.Any(IsAny) => type.IsOptional ? "optional" : type.Name,
        _ => TypeText.Of(type),
    };

    private static bool IsAny(CelType type) => type.Kind is CelTypeKind.Dyn or CelTypeKind.Parameter || type.Parameters.Any(IsAny);

    private static CelType Unwrapped(CelType type) => type.Kind == CelTypeKind.Wrapper ? type.Parameters[0] : type;
}
