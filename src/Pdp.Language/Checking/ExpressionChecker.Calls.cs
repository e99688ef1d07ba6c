using System.Collections.Immutable;
using Pdp.Language.Diagnostics;
using Pdp.Language.Functions;
using Pdp.Language.Syntax;
using Pdp.Language.Text;
using Pdp.Language.Types;

namespace Pdp.Language.Checking;

/// <content>Calls of functions and the choice of overloads.</content>
internal sealed partial class ExpressionChecker
{
    private Typed CheckCall(CallExpr call)
    {
        if (IsMisusedMacro(call)) return CheckMisusedMacro(call);
        var reads = _attributeReads;
        var arguments = CheckArguments(call.Arguments, out var nodes);
        if (call.Target is null)
        {
            var overloads = _names.FindFunction(call.Function, out var found);
            if (overloads.IsEmpty) return UnknownFunction(call, call.Function.TrimStart('.'), call.FunctionSpan);
            return ResolveCall(call with { Function = found, Arguments = nodes }, overloads, arguments, reads);
        }

        if (FindNamespaced(call, out var qualified, out var isNamespace) is { } global)
        {
            var span = TextSpan.Covering(call.Target.Span, call.FunctionSpan);
            return ResolveCall(
                call with { Target = null, Function = qualified, FunctionSpan = span, Arguments = nodes }, global, arguments,
                reads);
        }

        if (isNamespace)
            return UnknownFunction(call, qualified, TextSpan.Covering(call.Target.Span, call.FunctionSpan));

        var target = CheckValue(call.Target);
        var members = _names.FindFunction(call.Function, out var name);
        if (members.IsEmpty) return UnknownFunction(call, call.Function, call.FunctionSpan);
        return ResolveCall(
            call with { Target = target.Node, Function = name, Arguments = nodes }, members,
            arguments.Insert(0, target.Type), reads);
    }

    private ImmutableArray<CelType> CheckArguments(ImmutableArray<Expr> arguments, out ImmutableArray<Expr> nodes)
    {
        var types = ImmutableArray.CreateBuilder<CelType>(arguments.Length);
        var resolved = ImmutableArray.CreateBuilder<Expr>(arguments.Length);
        foreach (var argument in arguments)
        {
            var value = CheckValue(argument);
            types.Add(value.Type);
            resolved.Add(value.Node);
        }

        nodes = resolved.MoveToImmutable();
        return types.MoveToImmutable();
    }

    /// <summary>
    /// The function of a qualified name that the target and the name spell together, when the target's first part is no
    /// variable; null when there is none.
    /// </summary>
    /// <param name="call">A call with a target.</param>
    /// <param name="qualified">The name they spell.</param>
    /// <param name="isNamespace">Whether the target can be nothing but a namespace, because its name means nothing.</param>
    private ImmutableArray<Overload>? FindNamespaced(CallExpr call, out string qualified, out bool isNamespace)
    {
        qualified = "";
        isNamespace = false;
        if (NameResolver.QualifiedName(call.Target!, out var root) is not { } prefix
            || (!root!.Rooted && FindLocal(root.Name) is not null)) return null;
        qualified = $"{prefix}.{call.Function}";
        if (_environment.Variables.ContainsKey(root.Name)) return null;
        if (_names.FindFunction(root.Rooted ? "." + qualified : qualified, out var found) is { IsEmpty: false } overloads)
        {
            qualified = found;
            return overloads;
        }

        isNamespace = _names.Find(root.Name, root.Rooted, out _) is null && !_names.MayBeQualified(call.Target!);
        return null;
    }

    private Typed ResolveCall(CallExpr call, ImmutableArray<Overload> overloads, ImmutableArray<CelType> types, int reads)
    {
        var isMember = call.Target is not null;
        var type = types.Length > 2 && call.Function is "math.greatest" or "math.least"
            ? ResolveExtreme(call.Id, overloads, types)
            : ResolveOverload(call.Id, overloads, isMember, types);
        if (type is null)
        {
            Report(
                DiagnosticCodes.NoOverload, NoOverloadMessage(call, isMember, types), call.Span,
                Hints.NoOverload(_text, call, overloads, isMember, types.Select(Resolved).ToImmutableArray()),
                _attributeReads > reads);
            return new Typed(call, CelType.Error);
        }

        if (_environment.TriesConstants)
        {
            ConstantArguments.Try(call, overloads, _overloads[call.Id], _diagnostics);
            CheckFormat(call);
        }

        return new Typed(call, type);
    }

    /// <summary>
    /// The greatest or least of three and more is that of the list of them, as cel-go has it; each alone must be a number.
    /// </summary>
    private CelType? ResolveExtreme(int id, ImmutableArray<Overload> overloads, ImmutableArray<CelType> types)
    {
        CelType? element = null;
        foreach (var type in types)
        {
            if (ResolveOverload(id, overloads, false, [type]) is null) return null;
            element = Joined(element, type);
        }

        return ResolveOverload(id, overloads, false, [CelType.ListOf(element!)]);
    }

    /// <summary>
    /// Tries every overload; several may fit when a type is known at run time only. The result is their common type, or
    /// <c>dyn</c>; null when none fits.
    /// </summary>
    private CelType? ResolveOverload(
        int id, ImmutableArray<Overload> overloads, bool isMember, ImmutableArray<CelType> types)
    {
        CelType? result = null;
        Overload? first = null;
        ImmutableArray<string>.Builder? several = null;
        foreach (var overload in overloads)
        {
            if (overload.IsMember != isMember || overload.Parameters.Length != types.Length) continue;
            var (parameters, resultType) = overload.IsGeneric
                ? _substitution.Instantiate(overload.Parameters, overload.Result)
                : (overload.Parameters, overload.Result);
            if (!_substitution.AreAssignable(types, parameters)) continue;

            // What an operand of unknown type brings into the result may be anything, so that no later use may settle it.
            if (overload.IsGeneric && types.Any(type => HoldsDyn(Resolved(type)))) _substitution.BindOpen(resultType, CelType.Dyn);
            var found = Resolved(resultType);
            if (first is null)
            {
                first = overload;
                result = found;
                continue;
            }

            several ??= ImmutableArray.CreateBuilder<string>();
            if (several.Count == 0) several.Add(first.Id);
            several.Add(overload.Id);
            if (!found.Equals(result)) result = CelType.Dyn;
        }

        if (first is not null) Record(ref _overloads, id, several is null ? first.OnlyId : new OverloadIds(several.ToImmutable()));
        return result;
    }

    private static bool HoldsDyn(CelType type) => type.Kind == CelTypeKind.Dyn || type.Parameters.Any(HoldsDyn);

    private Typed UnknownFunction(CallExpr call, string name, TextSpan span)
    {
        var near = NearFunction(name);
        Error(
            DiagnosticCodes.UnknownFunction, $"unknown function `{Language.Text.Excerpt.OfName(name)}`", span,
            Hints.UnknownFunction(call, name, _environment) ?? (near is null ? null : Hints.IsLikeMacro(near) ? $"did you mean `{near}`?" : Advice.DidYouMean(span, near)));
        return new Typed(call, CelType.Error);
    }

    private string? NearFunction(string name) => NearWord.Find(
        name, _environment.Functions.Names.Where(known => char.IsAsciiLetter(known[0])).Concat(Hints.MacroNames));

    private string NoOverloadMessage(CallExpr call, bool isMember, ImmutableArray<CelType> types)
    {
        var resolved = types.Select(Resolved).ToImmutableArray();
        return isMember
            ? $"`{Language.Text.Excerpt.OfName(call.Function)}` cannot be called on {TypeText.Of(resolved[0])} with ({TypeText.List(resolved.RemoveAt(0))})"
            : $"`{Language.Text.Excerpt.OfName(call.Function)}` cannot be called with ({TypeText.List(resolved)})";
    }

    /// <summary>Whether an attribute of a schema takes part in an expression, so that its type depends on the environment.</summary>
    private static bool IsAttributeDependent(Expr node) => AttributeSearch.Contains(node);
}
