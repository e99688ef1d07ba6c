using System.Globalization;
using System.Runtime.CompilerServices;
using Pdp.Language.Diagnostics;
using Pdp.Language.Functions.Extensions;
using Pdp.Language.Runtime.Calls;
using Pdp.Language.Syntax;
using Pdp.Language.Text;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.Checking;

/// <content>
/// Constant formats. What is reported fails whenever it is evaluated, for <see cref="FormatClause"/> is what evaluation
/// goes by as well; what is known at run time only is left to it.
/// </content>
internal sealed partial class ExpressionChecker
{
    private void CheckFormat(CallExpr call)
    {
        if (call is not { Function: "format", Target: LiteralExpr { Value.AsString: { } format } literal, Arguments: [var arguments] }
            || _overloads[call.Id] is not { Ids: ["string_format"] }) return;
        var places = new LiteralPlaces(_text, literal.Span);
        var clauses = new List<FormatClause>();
        var spans = new List<TextSpan>();
        var isWhole = true;
        for (var position = 0; FormatClause.TryFind(format, position, out var clause); position = clause.End)
        {
            var place = places.Next(clause.Start, clause.End);
            if (clause.Mistake is { } mistake)
            {
                Error(DiagnosticCodes.InvalidConstant, mistake, place, FormatHints.NoClause(format, clause, place));
                isWhole = false;
            }
            else if (clause.TakesArgument)
            {
                clauses.Add(clause);
                spans.Add(place);
            }
        }

        // Which argument a clause behind a mistake is meant to write cannot be told.
        if (!isWhole) return;
        if (arguments is ListExpr list) CheckWritten(clauses, spans, list);
        else CheckWritten(clauses, spans, arguments);
    }

    /// <summary>Checks the elements of a list literal; those behind an optional one may be written by any clause.</summary>
    private void CheckWritten(List<FormatClause> clauses, List<TextSpan> places, ListExpr list)
    {
        var count = list.Elements.Length;
        for (var i = 0; i < Math.Min(clauses.Count, count) && !list.Elements[i].Optional; i++)
            CheckWritten(clauses[i], places[i], list.Elements[i].Value);
        if (clauses.Count <= count) return;
        Error(
            DiagnosticCodes.InvalidConstant,
            string.Create(CultureInfo.InvariantCulture, $"the format asks for {clauses.Count} arguments, the list has {count}"),
            places[count], "add to the list what the clause is to write; a percent sign is `%%`");
    }

    /// <summary>Checks a list that is no literal: where a clause cannot write its elements, an empty one is too short.</summary>
    private void CheckWritten(List<FormatClause> clauses, List<TextSpan> places, Expr arguments)
    {
        if (Resolved(TypeOfChecked(arguments)) is not { Kind: CelTypeKind.List, Parameters: [var element] }) return;
        var unfit = clauses.FindIndex(clause => !MayWrite(clause, element));
        if (unfit >= 0) ReportUnfit(clauses[unfit], places[unfit], arguments, element);
    }

    /// <summary>Checks a value that a clause writes, in list and map literals each of their parts.</summary>
    private void CheckWritten(in FormatClause clause, TextSpan place, Expr argument)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (!MayWrite(clause, TypeOfChecked(argument)))
        {
            ReportUnfit(clause, place, argument, TypeOfChecked(argument));
            return;
        }

        if (argument is ListExpr list)
        {
            foreach (var element in list.Elements)
                if (!element.Optional) CheckWritten(clause, place, element.Value);
        }
        else if (argument is MapExpr map)
        {
            foreach (var entry in map.Entries)
                if (!entry.Optional) CheckWritten(clause, place, entry.Value);
        }
    }

    private void ReportUnfit(in FormatClause clause, TextSpan place, Expr argument, CelType type)
    {
        var found = Resolved(type);
        Report(
            DiagnosticCodes.TypeMismatch,
            $"`%{clause.Letter}` needs {FormatClause.Wanted(clause.Letter)}, got {TypeText.Of(found)}", argument.Span,
            FormatHints.Unfit(clause, place, found), IsAttributeDependent(argument));
    }

    private bool MayWrite(in FormatClause clause, CelType type)
    {
        var found = Resolved(type);
        if (found is RecordType { IsEntityRoot: true }) return true; // which is reported already
        for (var kind = ValueKind.Null; kind <= ValueKind.Cidr; kind++)
            if (FormatClause.Takes(clause.Letter, kind) && OverloadCode.Accepts(found, kind)) return true;
        return false;
    }

    private CelType TypeOfChecked(Expr node) => _types[node.Id] ?? CelType.Dyn;
}
