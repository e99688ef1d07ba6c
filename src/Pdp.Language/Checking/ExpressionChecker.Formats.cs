using System.Globalization;
using Pdp.Language.Diagnostics;
using Pdp.Language.Functions.Extensions;
using Pdp.Language.Syntax;
using Pdp.Language.Text;
using Pdp.Language.Types;

namespace Pdp.Language.Checking;

/// <content>Constant formats.</content>
internal sealed partial class ExpressionChecker
{
    private void CheckFormat(CallExpr call)
    {
        if (call is not { Function: "format", Target: LiteralExpr { Value.AsString: { } format } literal, Arguments: [var arguments] }
            || _overloads[call.Id] is not { Ids: ["string_format"] }) return;
        var places = new LiteralPlaces(_text, literal.Span);
        var place = default(TextSpan);
        var start = -1;
        foreach (var found in new FormatRule(TypeOfWritten).Find(format, arguments))
        {
            if (found.Clause.Start != start) place = places.Next(found.Clause.Start, found.Clause.End);
            start = found.Clause.Start;
            ReportFormat(found, format, place, arguments);
        }
    }

    private void ReportFormat(FormatFinding found, string format, TextSpan place, Expr arguments)
    {
        var letter = found.Clause.Letter;
        if (found.Clause.Mistake is { } mistake)
        {
            Error(DiagnosticCodes.InvalidConstant, mistake, place, FormatHints.NoClause(format, found.Clause, place));
        }
        else if (found.Argument is { } argument)
        {
            Report(
                DiagnosticCodes.TypeMismatch, $"`%{letter}` needs {FormatClause.Wanted(letter)}, got {TypeText.Of(found.Type!)}",
                argument.Span, FormatHints.Unfit(found.Clause, place, found.Type!), IsAttributeDependent(argument));
        }
        else
        {
            var count = ((ListExpr)arguments).Elements.Length;
            Error(
                DiagnosticCodes.InvalidConstant,
                string.Create(CultureInfo.InvariantCulture, $"the format asks for {found.Asked} arguments, the list has {count}"), place,
                "add to the list what the clause is to write; a percent sign is `%%`");
        }
    }

    /// <summary>The type of an argument that was checked; any type for a root of the request, which is reported as such.</summary>
    private CelType TypeOfWritten(Expr node) =>
        Resolved(_types[node.Id] ?? CelType.Dyn) is var type && type is RecordType { IsEntityRoot: true } ? CelType.Dyn : type;
}
