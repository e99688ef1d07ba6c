using System.Collections.Immutable;
using Pdp.Language.Syntax;
using Pdp.Language.Text;
using Pdp.Language.Types;

namespace Pdp.Language.Checking;

/// <content>
/// Calls that were meant to be a macro but have not its name or form, as <c>any(r, r == 'x')</c> or <c>exists(r == 'x')</c>.
/// The call is the mistake; that its variable means nothing is not another one.
/// </content>
internal sealed partial class ExpressionChecker
{
    private ImmutableHashSet<string> _namesOfMisused = ImmutableHashSet.Create<string>(StringComparer.Ordinal);
    private bool _isInMisusedWithoutName;

    private bool IsMisusedMacro(CallExpr call) =>
        _names.FindFunction(call.Function, out _).IsEmpty && FullName(call) is var name
        && (Hints.IsLikeMacro(name) || (NearFunction(name) is { } near && Hints.IsLikeMacro(near)));

    private Typed CheckMisusedMacro(CallExpr call)
    {
        var isQualified = IsOfCel(call);
        if (call.Target is { } target && !isQualified) CheckValue(target);

        var (outer, wasWithoutName) = (_namesOfMisused, _isInMisusedWithoutName);
        var names = call.Arguments.OfType<IdentExpr>().Select(argument => argument.Name).Where(IsUnknown).ToImmutableArray();
        _namesOfMisused = outer.Union(names);
        _isInMisusedWithoutName |= names.IsEmpty;
        foreach (var argument in call.Arguments) CheckValue(argument);
        (_namesOfMisused, _isInMisusedWithoutName) = (outer, wasWithoutName);

        return UnknownFunction(
            call, FullName(call), isQualified ? TextSpan.Covering(call.Target!.Span, call.FunctionSpan) : call.FunctionSpan);
    }

    /// <summary>Whether an unknown name is the variable of a misused macro around it.</summary>
    private bool IsVariableOfMisused(IdentExpr ident) => _isInMisusedWithoutName || _namesOfMisused.Contains(ident.Name);

    private bool IsUnknown(string name) => FindLocal(name) is null && _names.Find(name, isRooted: false, out _) is null;

    private static bool IsOfCel(CallExpr call) => call.Target is IdentExpr { Name: "cel", Rooted: false };

    private static string FullName(CallExpr call) => IsOfCel(call) ? $"cel.{call.Function}" : call.Function.TrimStart('.');
}
