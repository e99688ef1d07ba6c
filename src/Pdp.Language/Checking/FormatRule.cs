using System.Runtime.CompilerServices;
using Pdp.Language.Functions.Extensions;
using Pdp.Language.Runtime.Calls;
using Pdp.Language.Syntax;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.Checking;

/// <summary>Why a constant format always fails.</summary>
/// <param name="Clause">The clause at which it does.</param>
/// <param name="Argument">What that clause cannot write; null when the clause is none, or has no argument.</param>
/// <param name="Type">The type of what it cannot write: the argument's, or that of the elements of a list of arguments.</param>
/// <param name="Asked">How many arguments the format asks for.</param>
internal sealed record FormatFinding(FormatClause Clause, Expr? Argument, CelType? Type, int Asked);

/// <summary>
/// What is known of a constant format before it is evaluated. What is found fails whenever it is evaluated, for
/// <see cref="FormatClause"/> is what evaluation goes by as well; what is known at run time only is left to it.
/// </summary>
/// <param name="typeOf">The type of a node.</param>
internal sealed class FormatRule(Func<Expr, CelType> typeOf)
{
    /// <summary>What is wrong with a format and its arguments, in the order of the clauses.</summary>
    public List<FormatFinding> Find(string format, Expr arguments)
    {
        var clauses = new List<FormatClause>();
        var findings = new List<FormatFinding>();
        for (var position = 0; FormatClause.TryFind(format, position, out var clause); position = clause.End)
        {
            if (clause.Mistake is not null) findings.Add(new FormatFinding(clause, null, null, 0));
            else if (clause.TakesArgument) clauses.Add(clause);
        }

        // Which argument a clause behind a mistake is meant to write cannot be told.
        if (findings.Count == 0) Find(clauses, arguments, findings);
        return findings;
    }

    private void Find(List<FormatClause> clauses, Expr arguments, List<FormatFinding> findings)
    {
        if (arguments is not ListExpr list)
        {
            // Where a clause cannot write the elements, an empty list is too short.
            if (typeOf(arguments) is not { Kind: CelTypeKind.List, Parameters: [var element] }) return;
            var unfit = clauses.FindIndex(clause => !MayWrite(clause, arguments, element));
            if (unfit >= 0) findings.Add(new FormatFinding(clauses[unfit], arguments, element, clauses.Count));
            return;
        }

        // Those behind an optional element may be written by any clause.
        var count = list.Elements.Length;
        for (var i = 0; i < Math.Min(clauses.Count, count) && !list.Elements[i].Optional; i++)
            Find(clauses[i], list.Elements[i].Value, clauses.Count, findings);
        if (clauses.Count > count) findings.Add(new FormatFinding(clauses[count], null, null, clauses.Count));
    }

    /// <summary>Looks at a value that a clause writes, in list and map literals at each of their parts.</summary>
    private void Find(in FormatClause clause, Expr argument, int asked, List<FormatFinding> findings)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var type = typeOf(argument);
        if (!MayWrite(clause, argument, type))
        {
            findings.Add(new FormatFinding(clause, argument, type, asked));
            return;
        }

        if (argument is ListExpr list)
        {
            foreach (var element in list.Elements)
                if (!element.Optional) Find(clause, element.Value, asked, findings);
        }
        else if (argument is MapExpr map)
        {
            foreach (var entry in map.Entries)
                if (!entry.Optional) Find(clause, entry.Value, asked, findings);
        }
    }

    private static bool MayWrite(in FormatClause clause, Expr argument, CelType type)
    {
        // Null joins a list of optionals without changing its type, so only what makes an optional is certainly one.
        if (type.Kind == CelTypeKind.Opaque && !MakesOptional(argument) && FormatClause.Takes(clause.Letter, ValueKind.Null)) return true;
        for (var kind = ValueKind.Null; kind <= ValueKind.Cidr; kind++)
            if (FormatClause.Takes(clause.Letter, kind) && OverloadCode.Accepts(type, kind)) return true;
        return false;
    }

    private static bool MakesOptional(Expr node) => node is SelectExpr { Optional: true } or IndexExpr { Optional: true }
        or CallExpr { Function: "of" or "none" or "optional.of" or "optional.none" };
}
